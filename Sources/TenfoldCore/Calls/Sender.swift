/// Sends one kind of message to whichever module answers it, in this process or in another: configuration decides.
public struct Sender<Body: Message>: Sendable {
    private let slot: MessageSlot<Body>

    package init(slot: MessageSlot<Body>) { self.slot = slot }

    /// Sends and waits for the reply.
    ///
    /// - Parameter key: for a command that may be retried by its sender: the same key gets the first reply.
    /// - Throws: the handler's `Refusal`, or a `Fault`: for instance when the deadline is over, or inside a
    ///   transaction.
    public func callAsFunction(_ message: Body, key: String? = nil) async throws -> Body.Reply {
        try TransactionScope.refuseInside("the sender of \(Body.name)")
        try Call.current.checkDeadline()
        let run = try slot.bound()
        return try await run(message, key)
    }
}
