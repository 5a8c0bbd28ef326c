import Synchronization
import TenfoldCore

/// Whether anyone still waits for a body's outcome: its caller's deadline, and whether the caller was cancelled.
final class Interruption: Sendable {
    private let deadline: ContinuousClock.Instant?
    private let isCancelled = Atomic(false)

    init(deadline: ContinuousClock.Instant?) { self.deadline = deadline }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// Why to stop, or nil to go on.
    var cause: Fault? {
        if isCancelled.load(ordering: .relaxed) {
            return Fault(.cancelled, "the caller is gone")
        }
        if let deadline, deadline <= .now {
            return Fault(.deadlineExceeded, "the time allowed for this call ran out")
        }
        return nil
    }

    func check() throws {
        if let cause { throw cause }
    }
}
