import FoundationEssentials
import Logging
import Synchronization
import TenfoldCore

@testable import TenfoldData

/// An order in steps, on a bench: pending, two reservations in another module, placed or rejected.
struct StepsBench {
    let bench: CommandBench
    let catalog = TestCatalog()

    static func make() async throws -> StepsBench { StepsBench(bench: try await .make(shards: 2)) }

    /// A process: its own owner's name, its own view of the storage.
    func process(_ owner: String, _ faults: WriteFaults? = nil, change: (inout StepsSettings) -> Void = { _ in })
        -> StepsRunner
    {
        var settings = StepsSettings()
        settings.clock = bench.time
        settings.pacing = bench.time.pacing
        change(&settings)
        return StepsRunner(
            database: faults.map { bench.database($0) } ?? bench.database, owner: owner, sending: catalog,
            settings: settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Sendable static func place(_ command: WriteNote, _ steps: Steps) async throws -> String {
        let order = try await steps.transaction("pending") { tx in
            try await note("pending", tx)
            return "order-\(command.text)"
        }
        do {
            for product in ["a", "b"] {
                try await steps.send("reserve-\(product)", WriteNote(text: "\(order)/\(product)"))
            }
        } catch let refusal as Refusal {
            try await steps.conclude("rejected", refusing: refusal) { tx in try await note("rejected", tx) }
        }
        return try await steps.conclude("placed") { tx in
            try await note("placed", tx)
            return order
        }
    }

    func start(_ process: StepsRunner, _ key: CommandKey = .test(1)) async throws -> String {
        try await process.start(WriteNote(text: "1"), key: key, body: Self.place)
    }

    /// Lets leases and waits run out, and resumes what is due, until nothing is.
    func recoverAll(_ process: StepsRunner, rounds: Int = 30) async throws {
        for _ in 0..<rounds {
            bench.time.advance(.seconds(61))
            let resumed = try await process.recover(now: bench.time.now()) { run in
                try await process.resume(run, as: WriteNote.self, body: Self.place)
            }
            if resumed == 0 { return }
        }
    }

    func runRows() async throws -> Int { try await bench.count("tenfold_run") + bench.count("tenfold_step") }
}

/// Another module: answers each key once, as a module behind its keys does.
final class TestCatalog: StepSending {
    private struct State {
        var answers: [String: String] = [:]
        var calls = 0
        var refusal: Refusal?
        var failures = 0
    }

    private let state = Mutex(State())

    var reserved: [String] { state.withLock { $0.answers.values.sorted() } }
    var calls: Int { state.withLock { $0.calls } }
    func refuse(_ refusal: Refusal) { state.withLock { $0.refusal = refusal } }
    func fail(times: Int) { state.withLock { $0.failures = times } }

    func send<Body: Command>(_ command: Body, key: String) async throws -> Body.Reply {
        let answer = try state.withLock { state in
            state.calls += 1
            if state.failures > 0 {
                state.failures -= 1
                throw TestFailure()
            }
            if let refusal = state.refusal { throw refusal }
            if let note = command as? WriteNote { state.answers[key] = note.text }
            return "reserved"
        }
        guard let reply = answer as? Body.Reply else { throw TestFailure() }
        return reply
    }

    func query<Body: Query>(_ query: Body) async throws -> Body.Reply {
        let calls = state.withLock { state in
            state.calls += 1
            return state.calls
        }
        guard let reply = calls as? Body.Reply else { throw TestFailure() }
        return reply
    }
}

struct CountCalls: Query {
    typealias Reply = Int
    static let name = "test.CountCalls"
}
