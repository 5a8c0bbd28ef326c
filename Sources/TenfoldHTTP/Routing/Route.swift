package import TenfoldCore

/// One endpoint: a method and a pattern, how its body is taken, and the code that answers.
package struct Route: Sendable {
    /// How the body of a request reaches the handler. Limits are bytes.
    package enum BodyMode: Sendable, Hashable {
        /// The handler has no use for a body: a small one is dropped, a larger one refused.
        case none
        /// The handler starts when the whole body is there.
        case buffered(limit: Int)
        /// The handler starts at the head and reads the body as it comes.
        case streamed(limit: Int)
    }

    /// How long the handler may take, from its start to the last byte of the response.
    package enum Timeout: Sendable, Hashable {
        /// `HTTPLimits.requestTimeout`
        case standard
        case after(Duration)
        /// For streams that last as long as the client does.
        case never
    }

    package var method: HTTPMethod
    /// The pattern, and the name of the route in metrics.
    package var pattern: String
    package var bodyMode: BodyMode
    package var timeout: Timeout
    /// What it does, for people: a message's name, else method and pattern.
    package var name: String
    /// The same as the watchdog of the loops knows it.
    package var work = WorkNames.other
    /// Hears of every finished request of this route.
    package var meter: (any RouteMeter)?
    package var run: @Sendable (Request) async throws -> Response

    package init(
        _ method: HTTPMethod, _ pattern: String, body: BodyMode = .buffered(limit: HTTPLimits.defaultBodyBytes),
        timeout: Timeout = .standard, run: @escaping @Sendable (Request) async throws -> Response
    ) {
        self.method = method
        self.pattern = pattern
        name = "\(method.rawValue) \(pattern)"
        self.bodyMode = body
        self.timeout = timeout
        self.run = run
    }
}

/// Counts the requests of one route. Called on the connection's loop; it must not block.
package protocol RouteMeter: AnyObject, Sendable {
    func record(_ status: HTTPStatus, nanoseconds: Int64)
}

extension Router where Endpoint == Route {
    /// A router of these routes; throws for a conflict or a malformed pattern.
    package init(routes: [Route]) throws(RouterError) {
        self.init()
        for route in routes { try add(route.method, route.pattern, route) }
    }
}
