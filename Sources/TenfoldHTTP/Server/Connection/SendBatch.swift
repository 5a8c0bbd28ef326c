package import NIOCore

/// What a batch sends.
package protocol BatchedSender: AnyObject, Sendable {
    /// Sends what has been encoded.
    func flush()
}

/// The connections of one loop whose messages wait to be sent: until the loop has read from all that were ready, or until
/// so many wait. Every send wakes its peer. Sent one by one, between the work of two requests, they made loop and
/// peers take the processor from each other once a request; sent together they do so once a turn. Not generic, as other
/// modules would run that unspecialized.
// Unchecked: touched only on the loop.
package final class SendBatch: @unchecked Sendable {
    /// What one message waits for at most is the work of so many requests.
    private let limit = 64

    private let loop: any EventLoop
    // Checks of exclusive access would be a twentieth of a short request. They hold without: no access to these lists
    // calls anything but the standard library's code.
    @exclusivity(unchecked) private var waiting: [any BatchedSender] = []
    /// Kept for its memory while nothing is being sent.
    @exclusivity(unchecked) private var spare: [any BatchedSender] = []
    @exclusivity(unchecked) private var isSending = false

    package init(loop: any EventLoop) {
        self.loop = loop
        waiting.reserveCapacity(limit)
        spare.reserveCapacity(limit)
    }

    package func add(_ sender: any BatchedSender) {
        // What a loop is given to do runs behind the events of the present turn.
        if waiting.isEmpty { loop.execute { self.send() } }
        waiting.append(sender)
        if waiting.count >= limit { send() }
    }

    private func send() {
        guard !isSending else { return }
        isSending = true
        // A send can make a connection writable, and its task answer: into the other list.
        var sending = waiting
        waiting = spare
        spare = []
        for sender in sending { sender.flush() }
        sending.removeAll(keepingCapacity: true)
        spare = sending
        isSending = false
    }
}
