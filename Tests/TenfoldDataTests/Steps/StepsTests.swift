import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldData

@Suite struct StepsTests {
    @Test func `a command in steps does each step once and leaves only its reply`() async throws {
        let steps = try await StepsBench.make()
        #expect(try await steps.start(steps.process("one")) == "order-1")
        #expect(try await steps.bench.notes() == ["pending", "placed"])
        #expect(steps.catalog.reserved == ["order-1/a", "order-1/b"])
        #expect(try await steps.runRows() == 0)
    }

    @Test func `a duplicate gets the first reply`() async throws {
        let steps = try await StepsBench.make()
        _ = try await steps.start(steps.process("one"))
        #expect(try await steps.start(steps.process("two")) == "order-1")
        #expect(try await steps.bench.notes() == ["pending", "placed"])
    }

    @Test func `concurrent duplicates of one process run one body`() async throws {
        let steps = try await StepsBench.make()
        let process = steps.process("one") { $0.pacing = .system }
        let replies = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<10 { group.addTask { try await steps.start(process) } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(replies == ["order-1"])
        #expect(try await steps.bench.notes() == ["pending", "placed"])
        #expect(steps.catalog.calls == 2)
    }

    @Test func `concurrent duplicates of two processes run one body`() async throws {
        let steps = try await StepsBench.make()
        let processes = ["one", "two"].map { steps.process($0) { $0.pacing = .system } }
        let replies = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<10 { group.addTask { try await steps.start(processes[number % 2]) } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(replies == ["order-1"])
        #expect(try await steps.bench.notes() == ["pending", "placed"])
        #expect(steps.catalog.calls == 2)
    }

    @Test func `a key with another body is refused and nothing runs`() async throws {
        let steps = try await StepsBench.make()
        _ = try await steps.start(steps.process("one"))
        let refusal = await #expect(throws: Refusal.self) {
            try await steps.start(steps.process("one"), .test(1, body: 2))
        }
        #expect(refusal?.code == "tenfold.key-reused")
        #expect(try await steps.bench.notes() == ["pending", "placed"])
    }

    @Test func `a concluded refusal commits its rows and is given again`() async throws {
        let steps = try await StepsBench.make()
        let refusal = Refusal.conflict("catalog.out-of-stock", "None left.")
        steps.catalog.refuse(refusal)
        for _ in 0..<2 { await #expect(throws: refusal) { try await steps.start(steps.process("one")) } }
        #expect(try await steps.bench.notes() == ["pending", "rejected"])
        #expect(try await steps.runRows() == 0)
    }

    @Test func `a refusal that leaves the body is the command's answer`() async throws {
        let steps = try await StepsBench.make()
        let refusal = Refusal.conflict("test.no", "No.")
        for _ in 0..<2 {
            await #expect(throws: refusal) {
                try await steps.process("one").start(WriteNote(text: "1"), key: .test(1)) { _, steps -> String in
                    try await steps.transaction("no") { tx in
                        try await note("undone", tx)
                        throw refusal
                    }
                    return ""
                }
            }
        }
        #expect(try await steps.bench.notes() == [])
        #expect(try await steps.runRows() == 0)
    }

    @Test func `a body without a conclusion has its reply recorded`() async throws {
        let steps = try await StepsBench.make()
        for reply in ["first", "second"] {
            let answer = try await steps.process("one").start(WriteNote(text: "1"), key: .test(1)) { _, _ in reply }
            #expect(answer == "first")
        }
    }

    @Test func `a name used twice is a mistake`() async throws {
        let steps = try await StepsBench.make()
        let seen = Mutex<Fault?>(nil)
        _ = try await steps.process("one").start(WriteNote(text: "1"), key: .test(1)) { _, steps in
            _ = try await steps.transaction("a") { _ in 1 }
            do { _ = try await steps.transaction("a") { _ in 2 } } catch let fault as Fault {
                seen.withLock { $0 = fault }
            }
            return "done"
        }
        #expect(seen.withLock { $0?.code } == .programming)
    }

    @Test func `a first failure before anything is recorded leaves nothing to resume`() async throws {
        let steps = try await StepsBench.make()
        await #expect(throws: TestFailure.self) {
            try await steps.process("one").start(WriteNote(text: "1"), key: .test(1)) { _, _ in throw TestFailure() }
        }
        #expect(try await steps.bench.count("tenfold_key") == 0)
        #expect(try await steps.start(steps.process("one")) == "order-1")
    }

    @Test func `an answer is asked for once, and the same when resumed`() async throws {
        let steps = try await StepsBench.make()
        let process = steps.process("one")
        let shouldFail = Mutex(true)
        let body: @Sendable (WriteNote, Steps) async throws -> String = { _, steps in
            let count = try await steps.query("count", CountCalls())
            if shouldFail.withLock({ $0 }) { throw TestFailure() }
            return "\(count)"
        }
        let fault = await #expect(throws: Fault.self) {
            try await process.start(WriteNote(text: "1"), key: .test(1), body: body)
        }
        #expect(fault?.code == .unavailable)
        shouldFail.withLock { $0 = false }
        steps.bench.time.advance(.seconds(1))
        let resumed = try await process.recover(now: steps.bench.time.now()) {
            try await process.resume($0, as: WriteNote.self, body: body)
        }
        #expect(resumed == 1)
        #expect(try await process.start(WriteNote(text: "1"), key: .test(1), body: body) == "1")
        #expect(steps.catalog.calls == 1)
    }
}
