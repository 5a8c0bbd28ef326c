public import TenfoldCore
public import TenfoldHTTP

extension Declaration {
    /// Answers raw HTTP: for streams, multipart bodies and server-sent events. Messages are for everything else.
    ///
    /// - Parameters:
    ///   - access: who may; decided before the body is read.
    ///   - body: `.buffered` gives the handler the whole body, `.streamed` lets it read as the bytes come.
    public mutating func http(
        _ method: HTTPMethod, _ path: String, access: Access<Request>, body: RawBody = .streamed(limitBytes: 1 << 30),
        _ run: @escaping @Sendable (Owner, Request) async throws -> Response
    ) {
        additions.append(HTTPRoute<Owner>(method: method, path: path, access: access, body: body, run: run))
    }
}

/// How a raw HTTP handler takes the body.
public enum RawBody: Sendable, Hashable {
    /// There is none.
    case none
    /// Whole, at most this many bytes.
    case buffered(limitBytes: Int)
    /// As it comes, at most this many bytes.
    case streamed(limitBytes: Int)

    var mode: Route.BodyMode {
        switch self {
        case .none: .none
        case .buffered(let limit): .buffered(limit: limit)
        case .streamed(let limit): .streamed(limit: limit)
        }
    }
}

/// A raw HTTP route as a module declared it.
struct HTTPRoute<Owner: Module>: AnyRawRoute {
    let method: HTTPMethod
    let path: String
    let access: Access<Request>
    let body: RawBody
    let run: @Sendable (Owner, Request) async throws -> Response

    var accessSummary: String { access.summary }

    func bound(to module: Owner, pipeline: RequestPipeline) -> Route {
        let (access, run) = (access, run)
        return Route(method, path, body: body.mode, timeout: .never) { request in
            await pipeline.respond(to: request, timeout: nil) {
                try access.checkCaller(request)
                return try await run(module, request)
            }
        }
    }
}
