import NIOCore
import TenfoldCore
import TenfoldHTTP

/// One kind of message on its way to the service that answers it.
final class RemoteCall<Body: Message>: Sendable {
    private let service: RemoteService
    private let path: String
    private let coder = StreamingJSONCoder()

    init(service: RemoteService, path: String) {
        self.service = service
        self.path = path
    }

    /// The reply; throws the other side's `Refusal` or `Fault`, or a `Fault` of the way there.
    func send(_ message: Body, key: String?) async throws -> Body.Reply {
        var body = ByteBuffer()
        try coder.encode(message, into: &body)
        let answer = try await service.send(OutgoingCall(path: path, message: Body.name, body: body, key: key))
        do {
            return try coder.decode(Body.Reply.self, from: answer)
        } catch {
            throw Fault(
                .programming,
                "service \(service.name) answered \(Body.name) in another form than this build knows: \(error)")
        }
    }
}

/// A call ready to be sent, as often as it must be.
struct OutgoingCall: Sendable {
    let path: String
    /// Its name, for sentences.
    let message: String
    let body: ByteBuffer
    /// A command's; nil for a query.
    let key: String?
    /// Whether it may be sent again though it may have arrived: queries, and commands under their key.
    var mayBeRepeated = true

    /// What to tell where it may have arrived and no answer came.
    var lossCode: Fault.Code { key == nil && mayBeRepeated ? .unavailable : .unknownOutcome }
}
