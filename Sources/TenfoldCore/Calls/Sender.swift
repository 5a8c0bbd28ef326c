/// Sends one kind of message to whichever module answers it, in this process or in another: configuration decides.
public struct Sender<Body: Message>: Sendable {
    private let slot: MessageSlot<Body>
    private let meter: (any SendMeter)?

    package init(slot: MessageSlot<Body>, meter: (any SendMeter)? = nil) {
        self.slot = slot
        self.meter = meter
    }

    /// Sends and waits for the reply.
    ///
    /// - Parameter key: for a command that may be retried by its sender: the same key gets the first reply.
    /// - Throws: the handler's `Refusal`, or a `Fault`: for instance when the deadline is over, or inside a
    ///   transaction.
    public func callAsFunction(_ message: Body, key: String? = nil) async throws -> Body.Reply {
        try TransactionScope.refuseInside("the sender of \(Body.name)")
        try Call.current.checkDeadline()
        let run = try slot.bound()
        meter?.countSend()
        return try await run(message, key)
    }
}

/// Counts what one module sends of one message.
package protocol SendMeter: AnyObject, Sendable {
    func countSend()
}
