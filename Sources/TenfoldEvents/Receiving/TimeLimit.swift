import Synchronization
import TenfoldCore

/// Cuts off work that takes too long, with one sleeping task for all of it: a task that sleeps for each piece of work would
/// leave its timer behind, for the whole time allowed, when the work ends early.
final class TimeLimit: Sendable {
    private struct Work {
        let due: ContinuousClock.Instant
        let task: Task<any Sendable, any Error>
    }

    private struct State {
        var begun = 0
        var running: [Int: Work] = [:]
    }

    private let allowed: Duration
    private let state = Mutex(State())

    init(_ allowed: Duration) { self.allowed = allowed }

    /// Runs `body`, which is cancelled when its time is over, and then fails with `Fault` (`deadline-exceeded`) whatever it
    /// answers.
    func run(_ body: @escaping @Sendable () async throws -> any Sendable) async throws -> any Sendable {
        let task = Task.immediate { try await body() }
        let number = begin(task)
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        guard endsInTime(number) else {
            throw Fault(.deadlineExceeded, "preparing the event took longer than \(allowed)")
        }
        return try result.get()
    }

    /// Looks after the work until it is cancelled. Work that begins during a sleep is not due before that sleep's end,
    /// because all work is allowed the same time.
    func watch() async {
        while !Task.isCancelled {
            let next = state.withLock { $0.running.values.map(\.due).min() } ?? .now + allowed
            try? await Task.sleep(until: next, clock: .continuous)
            for task in removeDue(at: .now) { task.cancel() }
        }
    }

    private func begin(_ task: Task<any Sendable, any Error>) -> Int {
        let due = ContinuousClock.now + allowed
        return state.withLock { state in
            state.begun += 1
            state.running[state.begun] = Work(due: due, task: task)
            return state.begun
        }
    }

    private func endsInTime(_ number: Int) -> Bool { state.withLock { $0.running.removeValue(forKey: number) != nil } }

    private func removeDue(at now: ContinuousClock.Instant) -> [Task<any Sendable, any Error>] {
        state.withLock { state in
            let due = state.running.filter { $0.value.due <= now }
            for number in due.keys { state.running[number] = nil }
            return due.values.map(\.task)
        }
    }
}
