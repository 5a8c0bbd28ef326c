import Synchronization
import TenfoldCore
import TenfoldResilience
import TenfoldTesting
import Testing

@testable import TenfoldRuntime

@Suite(.timeLimit(.minutes(1))) struct AdmissionDeskTests {
    private func desk(limit: Int, longestQueue: Int = 100) -> AdmissionDesk {
        var options = AdmissionOptions()
        options.limit.initial = limit
        options.limit.maximum = limit
        options.longestQueue = longestQueue
        options.targetWait = .seconds(4)
        return AdmissionDesk(message: "test", options: options)
    }

    /// A call that takes a place until its gate is finished.
    private func occupied(
        _ desk: AdmissionDesk
    ) async throws -> (call: Task<Void, any Error>, gate: AsyncStream<Void>.Continuation) {
        let gate = AsyncStream.makeStream(of: Void.self)
        let begun = Box(false)
        let call = Task {
            try await desk.run(Call()) {
                begun.withLock { $0 = true }
                for await _ in gate.stream {}
            }
        }
        try await eventually("the call runs") { begun.withLock { $0 } }
        return (call, gate.continuation)
    }

    @Test func `no more run at once than the limit, and all run`() async throws {
        let desk = desk(limit: 3)
        let state = Box((running: 0, most: 0, done: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    try await desk.run(Call()) {
                        state.withLock {
                            $0.running += 1
                            $0.most = max($0.most, $0.running)
                        }
                        for _ in 0..<5 { await Task.yield() }
                        state.withLock {
                            $0.running -= 1
                            $0.done += 1
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let (running, most, done) = state.withLock { $0 }
        #expect(running == 0 && done == 60 && most <= 3)
    }

    @Test func `a queue that is full turns away, and says so`() async throws {
        let desk = desk(limit: 1, longestQueue: 1)
        let (first, gate) = try await occupied(desk)
        let others = (0..<5).map { _ in Task { try await desk.run(Call()) {} } }
        var refused = 0
        try await eventually("most are turned away") { desk.shedCount >= 4 }
        gate.finish()
        try await first.value
        for other in others {
            do {
                try await other.value
            } catch let fault as Fault where fault.code == .overloaded {
                refused += 1
            }
        }
        #expect(refused == 4)
    }

    @Test func `a caller who goes while he waits leaves no trace`() async throws {
        let desk = desk(limit: 1)
        let (first, gate) = try await occupied(desk)
        let gone = (0..<20).map { _ in Task { try await desk.run(Call()) {} } }
        for task in gone { task.cancel() }
        for task in gone { _ = await task.result }
        gate.finish()
        try await first.value
        try await desk.run(Call()) {}
        #expect(desk.isIdle)
    }

    @Test func `what is past its deadline is not run`() async throws {
        let desk = desk(limit: 1)
        let hasRun = Box(false)
        await #expect(throws: Fault.self) {
            try await desk.run(Call(deadline: .now - .seconds(1))) { hasRun.withLock { $0 = true } }
        }
        #expect(!hasRun.withLock { $0 })
    }
}

/// A value that tasks share.
private final class Box<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result { value.withLock { body(&$0) } }
}
