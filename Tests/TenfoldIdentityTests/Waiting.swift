import Dispatch
import Synchronization
import Testing

/// Waits until a condition holds, and fails the test after two minutes: a crowded machine is no failure.
func waitUntil(_ what: Comment, _ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(120))
    while !condition() {
        try #require(ContinuousClock.now < deadline, what)
        try? await Task.sleep(for: .milliseconds(2))
    }
}

/// Keeps threads busy until it is opened.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func pass() {
        semaphore.wait()
        semaphore.signal()
    }

    func open() { semaphore.signal() }
}

/// A number that threads count with.
final class Count: Sendable {
    private let number = Atomic(0)
    private let highest = Atomic(0)

    var value: Int { number.load(ordering: .relaxed) }
    /// The greatest value there ever was.
    var most: Int { highest.load(ordering: .relaxed) }

    func up() { highest.max(number.add(1, ordering: .relaxed).newValue, ordering: .relaxed) }
    func down() { number.subtract(1, ordering: .relaxed) }
}
