import NIOCore
import TenfoldCore
import Testing

@testable import TenfoldHTTP

/// Runs a server of one loop with these routes for the time of `body`.
func withServer(
    _ routes: [Route], limits: HTTPLimits = .forTests, hooks: ServerHooks = ServerHooks(), loops: Int = 1,
    _ body: (Int, HTTPServer) async throws -> Void
) async throws {
    var configuration = HTTPServer.Configuration()
    configuration.port = 0
    configuration.loops = loops
    configuration.limits = limits
    let server = HTTPServer(configuration: configuration, router: try Router(routes: routes), hooks: hooks)
    let address = try await server.start()
    do {
        try await body(address.port, server)
    } catch {
        await server.shutdown(grace: .zero)
        throw error
    }
    await server.shutdown(grace: .zero)
}

extension HTTPLimits {
    static var forTests: HTTPLimits {
        var limits = HTTPLimits()
        limits.tickInterval = .milliseconds(10)
        limits.drainIdleTimeout = .milliseconds(50)
        return limits
    }

    static func forTests(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
        var limits = forTests
        change(&limits)
        return limits
    }
}

extension Route {
    static let hello = Route(.get, "/hello") { _ in .text("hello") }

    /// Answers the body of the request.
    static func echo(_ mode: BodyMode = .buffered(limit: 1 << 20)) -> Route {
        Route(.post, "/echo", body: mode) { request in
            Response(body: .buffer(try await request.body.collect(upTo: 1 << 24)))
        }
    }
}
