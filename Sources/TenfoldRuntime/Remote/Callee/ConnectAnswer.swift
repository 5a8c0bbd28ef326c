import NIOCore
import TenfoldCore
import TenfoldHTTP

/// Errors and replies as the Connect protocol's unary answers.
enum ConnectAnswer {
    static func make(for error: any Error) -> Response {
        do {
            let wire = try wireError(for: error)
            return Response(
                status: HTTPStatus(wire.status), fields: HTTPFields(.json), body: .bytes(try StreamingJSON.encode(wire))
            )
        } catch {
            return Response(status: .internalServerError)
        }
    }

    static func make(for reply: some Encodable, coder: StreamingJSONCoder) throws -> Response {
        var content = ByteBuffer()
        try coder.encode(reply, into: &content)
        return Response(status: .ok, fields: HTTPFields(.json), body: .buffer(content))
    }

    private static func wireError(for error: any Error) throws -> ConnectError {
        switch error {
        case let refusal as Refusal: try ConnectError(refusal)
        case let fault as Fault: try ConnectError(fault)
        case let error as RequestBodyError:
            try ConnectError(Refusal(.malformed, code: "tenfold.\(error.code.rawValue)", error.message))
        case is CancellationError: try ConnectError(Fault(.cancelled, "the work was cancelled"))
        default: try ConnectError(Fault(.programming, String(describing: error)))
        }
    }
}
