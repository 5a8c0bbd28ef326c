import FoundationEssentials
import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldData

@Suite struct RecoveryTests {
    @Test(arguments: 0..<7, [WriteFault.crashBefore, .crashAfter, .lost, .unknown])
    func `whatever is lost at any write, each step is done once`(number: Int, fault: WriteFault) async throws {
        let steps = try await StepsBench.make()
        _ = try? await steps.start(steps.process("one", WriteFaults(fault, at: number)))
        let wasBegun = try await steps.bench.count("tenfold_key") > 0
        let second = steps.process("two")
        try await steps.recoverAll(second)
        #expect(try await steps.runRows() == 0)
        #expect(try await steps.bench.notes() == (wasBegun ? ["pending", "placed"] : []))
        // The caller asks again.
        #expect(try await steps.start(second) == "order-1")
        #expect(try await steps.bench.notes() == ["pending", "placed"])
        #expect(steps.catalog.reserved == ["order-1/a", "order-1/b"])
    }

    @Test func `a run under its lease is left alone`() async throws {
        let steps = try await StepsBench.make()
        _ = try? await steps.start(steps.process("one", WriteFaults(.crashBefore, at: 2)))
        steps.bench.time.advance(.seconds(14))
        let resumed = try await steps.process("two").recover(now: steps.bench.time.now()) { _ in }
        #expect(resumed == 0)
    }

    @Test func `who lost its lease records nothing any more`() async throws {
        let steps = try await StepsBench.make()
        let second = steps.process("two")
        let reply = try await steps.process("one").start(WriteNote(text: "1"), key: .test(1)) { command, inner in
            _ = try await inner.transaction("pending") { tx in
                try await note("pending", tx)
                return "order-1"
            }
            // The process stands still for a minute, and another takes the run.
            try await steps.recoverAll(second)
            return try await inner.conclude("placed") { tx in
                try await note("placed twice", tx)
                return "wrong"
            }
        }
        #expect(reply == "order-1")
        #expect(try await steps.bench.notes() == ["pending", "placed"])
    }

    @Test func `the attempt is counted before the body runs`() async throws {
        let steps = try await StepsBench.make()
        _ = try? await steps.start(steps.process("one", WriteFaults(.crashBefore, at: 2)))
        let attempts = Mutex<[Int]>([])
        for _ in 0..<3 {
            steps.bench.time.advance(.seconds(61))
            _ = try await steps.process("two").recover(now: steps.bench.time.now()) { run in
                let stored = try await steps.bench.database.read(bucket: run.bucket) {
                    try await $0.one("SELECT attempts FROM tenfold_run", as: Int.self)
                }
                attempts.withLock { $0.append(stored) }
                throw TestFailure()
            }
        }
        #expect(attempts.withLock { $0 } == [2, 3, 4])
    }

    @Test func `a run that fails always is set aside, listed, and can be tried anew`() async throws {
        let steps = try await StepsBench.make()
        steps.catalog.fail(times: 100)
        let process = steps.process("one")
        await #expect(throws: Fault.self) { try await steps.start(process) }
        try await steps.recoverAll(process, rounds: 40)
        #expect(steps.catalog.calls == 25)
        let stuck = try await process.stuck()
        #expect(stuck.map(\.attempts) == [25])
        steps.catalog.fail(times: 0)
        let run = try #require(stuck.first)
        #expect(try await process.retry(run, now: steps.bench.time.now()))
        try await steps.recoverAll(process)
        #expect(try await steps.start(process) == "order-1")
        #expect(try await process.stuck().isEmpty)
    }

    @Test func `waits between tries grow`() async throws {
        let steps = try await StepsBench.make()
        steps.catalog.fail(times: 100)
        let process = steps.process("one")
        await #expect(throws: Fault.self) { try await steps.start(process) }
        var times: [Double] = []
        let start = steps.bench.time.now()
        while times.count < 4 {
            steps.bench.time.advance(.milliseconds(125))
            let resumed = try await process.recover(now: steps.bench.time.now()) {
                try await process.resume($0, as: WriteNote.self, body: StepsBench.place)
            }
            if resumed > 0 { times.append(steps.bench.time.now().timeIntervalSince(start)) }
        }
        let waits = zip(times, [0] + times).map { $0 - $1 }
        #expect(waits == [0.375, 0.75, 1.5, 3])
    }

    @Test func `a graceful stop gives its runs back at once`() async throws {
        let steps = try await StepsBench.make()
        let process = steps.process("one")
        _ = try? await steps.start(steps.process("one", WriteFaults(.crashBefore, at: 2)))
        try await process.releaseLeases()
        let second = steps.process("two")
        let resumed = try await second.recover(now: steps.bench.time.now()) {
            try await second.resume($0, as: WriteNote.self, body: StepsBench.place)
        }
        #expect(resumed == 1)
        #expect(try await steps.bench.notes() == ["pending", "placed"])
    }

    @Test func `heartbeats keep a run`() async throws {
        let steps = try await StepsBench.make()
        let process = steps.process("one")
        let second = steps.process("two")
        _ = try await process.start(WriteNote(text: "1"), key: .test(1)) { _, inner in
            _ = try await inner.transaction("pending") { _ in 1 }
            for _ in 0..<5 {
                steps.bench.time.advance(.seconds(10))
                try await process.renewLeases(now: steps.bench.time.now())
                #expect(try await second.recover(now: steps.bench.time.now()) { _ in } == 0)
            }
            return "done"
        }
    }

    @Test func `a resumed run speaks for its first caller`() async throws {
        let steps = try await StepsBench.make()
        let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let call = Call(
            principal: Principal(id: "ann", roles: ["admin"]), idempotencyKey: "k", requestID: RequestID("r"))
        _ = await Call.$current.withValue(call) {
            try? await steps.start(
                steps.process("one", WriteFaults(.crashBefore, at: 2)) { $0.traceparent = { traceparent } })
        }
        steps.bench.time.advance(.seconds(61))
        let seen = Mutex<Call?>(nil)
        _ = try await steps.process("two").recover(now: steps.bench.time.now()) { _ in
            seen.withLock { $0 = Call.current }
        }
        let resumed = try #require(seen.withLock { $0 })
        #expect(resumed.principal == call.principal)
        #expect(resumed.requestID == RequestID("r"))
        #expect(resumed.trace == TraceContext(traceparent: traceparent))
        #expect(resumed.idempotencyKey == "k")
        #expect(resumed.deadline != nil)
    }

    @Test func `a caller that goes away leaves its run to recovery`() async throws {
        let steps = try await StepsBench.make()
        let process = steps.process("one") { $0.pacing = .system }
        let task = Task {
            try await process.start(WriteNote(text: "1"), key: .test(1)) { command, inner in
                withUnsafeCurrentTask { $0?.cancel() }
                return try await StepsBench.place(command, inner)
            }
        }
        _ = await task.result
        let begun = Task {
            try await process.start(WriteNote(text: "1"), key: .test(2)) { command, inner in
                _ = try await inner.transaction("pending") { tx in
                    try await note("pending", tx)
                    return "order-1"
                }
                withUnsafeCurrentTask { $0?.cancel() }
                return try await inner.conclude("placed") { _ in "never" }
            }
        }
        _ = await begun.result
        #expect(try await steps.bench.count("tenfold_run", where: "lease_owner IS NULL") == 1)
        try await steps.recoverAll(steps.process("two"))
        #expect(try await steps.bench.notes() == ["pending", "placed"])
    }
}
