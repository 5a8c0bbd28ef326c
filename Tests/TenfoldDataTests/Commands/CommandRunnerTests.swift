import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldData

@Suite struct CommandRunnerTests {
    private let message = WriteNote(text: "a")

    private func run(_ runner: CommandRunner, _ key: CommandKey, reply: String = "done") async throws -> String {
        try await runner.run(message, key: key) { tx in
            try await note("a", tx)
            return reply
        }
    }

    @Test func `a retry gets the first reply and changes nothing`() async throws {
        let bench = try await CommandBench.make()
        #expect(try await run(bench.runner(), .test(1)) == "done")
        #expect(try await run(bench.runner(), .test(1), reply: "again") == "done")
        #expect(try await bench.notes() == ["a"])
    }

    @Test func `another key runs the command again`() async throws {
        let bench = try await CommandBench.make()
        _ = try await run(bench.runner(), .test(1))
        _ = try await run(bench.runner(), .test(2))
        #expect(try await bench.notes() == ["a", "a"])
    }

    @Test func `a key with another body is refused with 422`() async throws {
        let bench = try await CommandBench.make()
        _ = try await run(bench.runner(), .test(1))
        let refusal = await #expect(throws: Refusal.self) { try await run(bench.runner(), .test(1, body: 2)) }
        #expect(refusal?.code == "tenfold.key-reused")
        #expect(refusal?.status == 422)
    }

    @Test func `a refusal undoes the rows of its handler and is given again`() async throws {
        let bench = try await CommandBench.make()
        let refusal = Refusal.conflict("test.no", "No.")
        for _ in 0..<2 {
            await #expect(throws: refusal) {
                try await bench.runner().run(message, key: .test(1)) { tx in
                    try await note("undone", tx)
                    throw refusal
                }
            }
        }
        await #expect(throws: refusal) { try await run(bench.runner(), .test(1)) }
        #expect(try await bench.notes() == [])
    }

    @Test func `after another error nothing is recorded and a retry runs`() async throws {
        let bench = try await CommandBench.make()
        await #expect(throws: TestFailure.self) {
            try await bench.runner().run(message, key: .test(1)) { tx in
                try await note("undone", tx)
                throw TestFailure()
            }
        }
        #expect(try await run(bench.runner(), .test(1)) == "done")
        #expect(try await bench.notes() == ["a"])
    }

    @Test func `an unknown outcome that was committed is found under the key`() async throws {
        let bench = try await CommandBench.make()
        let faulty = bench.runner(bench.database(WriteFaults(.unknown, at: 0)))
        #expect(try await run(faulty, .test(1)) == "done")
        #expect(try await bench.notes() == ["a"])
    }

    @Test func `an unknown outcome that was lost is run again`() async throws {
        let bench = try await CommandBench.make()
        let faulty = bench.runner(bench.database(WriteFaults(.lost, at: 0)))
        #expect(try await run(faulty, .test(1)) == "done")
        #expect(try await bench.notes() == ["a"])
    }

    @Test func `tries are bounded`() async throws {
        let bench = try await CommandBench.make()
        let fault = await #expect(throws: Fault.self) {
            try await run(bench.runner(bench.database(WriteFaults { _ in .lost })), .test(1))
        }
        #expect(fault?.code == .unknownOutcome)
    }

    @Test func `concurrent duplicates run the handler once`() async throws {
        let bench = try await CommandBench.make()
        let runner = bench.runner()
        let replies = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<20 { group.addTask { try await run(runner, .test(1), reply: "\(number)") } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(replies.count == 1)
        #expect(try await bench.notes() == ["a"])
    }

    @Test func `what is recorded can be asked for before a costly preparation`() async throws {
        let bench = try await CommandBench.make()
        #expect(try await bench.runner().recorded(String.self, key: .test(1)) == nil)
        _ = try await run(bench.runner(), .test(1))
        #expect(try await bench.runner().recorded(String.self, key: .test(1)) == "done")
        await #expect(throws: Refusal.self) { try await bench.runner().recorded(String.self, key: .test(1, body: 2)) }
    }

    @Test func `events and rows of a refusal are undone together`() async throws {
        let bench = try await CommandBench.make()
        await #expect(throws: Refusal.self) {
            try await bench.runner().run(message, key: .test(1)) { tx in
                try await tx.publish(NotedEvent(key: .init(tx.newID(NotedEvent.self))))
                throw Refusal.conflict("test.no", "No.")
            }
        }
        #expect(try await bench.count("tenfold_outbox") == 0)
        #expect(try await bench.count("tenfold_sequence") == 0)
    }
}

struct NotedEvent: Event {
    static let name = "test.NotedEvent"
    let keyText: String
    let bucket: Int

    init(key: RoutingKey) {
        keyText = key.text
        bucket = key.bucket.number
    }

    var key: RoutingKey { ID<NotedEvent>(keyText).map { RoutingKey($0) } ?? RoutingKey(keyText) }
}
