import Synchronization

/// Where the handler of a message is found once the app has started. Senders are handed out before that, so it is
/// filled later.
package final class MessageSlot<Body: Message>: AnyMessageSlot {
    package typealias Run = @Sendable (Body, _ key: String?) async throws -> Body.Reply

    private let isFilled = Atomic(false)
    // Safe: written once, before `isFilled` is released; read only after it is acquired.
    nonisolated(unsafe) private var handler: Run?

    package init() {}

    /// Binds the handler, once, before the app serves.
    package func fill(_ run: @escaping Run) {
        guard !isFilled.load(ordering: .acquiring) else { return }
        handler = run
        isFilled.store(true, ordering: .releasing)
    }

    /// What runs the message. Asked for before the call, which saves each call a task's frame.
    package func bound() throws -> Run {
        guard isFilled.load(ordering: .acquiring), let handler else {
            throw Fault(
                .undeclared, "\(Body.name) was sent before the app had started; send from handlers, not from init")
        }
        return handler
    }
}

/// A slot with its message type erased.
package protocol AnyMessageSlot: AnyObject, Sendable {}
