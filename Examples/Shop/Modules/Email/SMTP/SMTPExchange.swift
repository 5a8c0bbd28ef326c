import NIOCore
import Tenfold

/// Carries one conversation over its connection, with a limit for each reply and one for all.
struct SMTPExchange {
    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// How long the server may take to say goodbye, when all is settled.
    static let partingTimeout = Duration.seconds(1)

    let connection: Connection
    let replyTimeout: Duration
    let deadline: ContinuousClock.Instant

    /// Returns when the mail was taken. Once that is settled nothing that goes wrong can change it: the mail would be
    /// sent twice.
    ///
    /// - Parameter isAllowed: false closes the connection before a word is said.
    func run(_ conversation: SMTPConversation, isAllowed: Bool) async throws {
        var conversation = conversation
        var outcome: Result<Void, SMTPFailure>?
        var detail = "the connection is closed"
        do {
            try await connection.executeThenClose { inbound, outbound in
                guard isAllowed else { return outcome = .failure(.passwordInTheOpen) }
                var limit = closing(after: replyTimeout)
                defer { limit.cancel() }
                for try await bytes in inbound {
                    for action in conversation.receive(bytes.readableBytesView) {
                        switch action {
                        case .send(let text): try await outbound.write(ByteBuffer(string: text))
                        case .settle(let failure): outcome = failure.map { .failure($0) } ?? .success(())
                        case .close: return
                        }
                    }
                    limit.cancel()
                    limit = closing(after: outcome == nil ? replyTimeout : Self.partingTimeout)
                }
            }
        } catch {
            detail = "\(error)"
        }
        guard let outcome else {
            try Call.current.checkDeadline()
            throw SMTPFailure.unanswered(detail)
        }
        try outcome.get()
    }

    /// Closes the connection after this time, or when the time for all is over.
    private func closing(after timeout: Duration) -> Scheduled<Void> {
        let channel = connection.channel
        let left = min(timeout, deadline - .now)
        return channel.eventLoop.scheduleTask(in: TimeAmount(left)) { channel.close(promise: nil) }
    }
}
