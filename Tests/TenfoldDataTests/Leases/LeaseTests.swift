import FoundationEssentials
import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldData

@Suite struct LeaseTests {
    @Test func `one owner at a time, until it is over`() async throws {
        let bench = try await CommandBench.make(shards: 2)
        let leases = Leases(database: bench.database)
        let now = bench.time.now()
        #expect(try await leases.acquire("a", owner: "one", for: .seconds(10), now: now))
        #expect(try await !leases.acquire("a", owner: "two", for: .seconds(10), now: now))
        #expect(try await leases.acquire("b", owner: "two", for: .seconds(10), now: now))
        #expect(try await leases.acquire("a", owner: "one", for: .seconds(10), now: now))
        #expect(try await leases.acquire("a", owner: "two", for: .seconds(10), now: now.addingTimeInterval(10)))
        #expect(try await !leases.renew("a", owner: "one", for: .seconds(10), now: now))
    }

    @Test func `a released lease is free, and another's is not released`() async throws {
        let bench = try await CommandBench.make()
        let leases = Leases(database: bench.database)
        let now = bench.time.now()
        _ = try await leases.acquire("a", owner: "one", for: .seconds(10), now: now)
        try await leases.release("a", owner: "two")
        #expect(try await !leases.acquire("a", owner: "two", for: .seconds(10), now: now))
        try await leases.release("a", owner: "one")
        #expect(try await leases.acquire("a", owner: "two", for: .seconds(10), now: now))
    }
}

@Suite struct FleetTimerTests {
    private func timer(_ bench: CommandBench) -> FleetTimer {
        FleetTimer(database: bench.database, clock: bench.time, pacing: .system)
    }

    @Test func `a timer runs when it is due, and then after its interval`() async throws {
        let bench = try await CommandBench.make()
        let timer = timer(bench)
        let now = bench.time.now()
        for (offset, outcome) in [(0.0, FleetTimer.Outcome.ran), (29, .notDue), (30, .ran), (31, .notDue)] {
            let found = try await timer.runIfDue(
                "sweep", every: .seconds(30), now: now.addingTimeInterval(offset), owner: "one"
            ) {}
            #expect(found == outcome)
        }
    }

    @Test func `of many processes one runs it`() async throws {
        let bench = try await CommandBench.make()
        let timer = timer(bench)
        let now = bench.time.now()
        let runs = Runs()
        await withTaskGroup(of: Void.self) { group in
            for owner in 0..<10 {
                group.addTask { [timer, now] in
                    _ = try? await timer.runIfDue("sweep", every: .seconds(30), now: now, owner: "\(owner)") {
                        runs.count.withLock { $0 += 1 }
                    }
                }
            }
        }
        #expect(runs.count.withLock { $0 } == 1)
    }

    @Test func `while one runs it no other does, and after a crash one does`() async throws {
        let bench = try await CommandBench.make()
        let now = bench.time.now()
        let dying = FleetTimer(
            database: bench.database(WriteFaults(.crashBefore, at: 1)), clock: bench.time, pacing: .system)
        await #expect(throws: Crashed.self) {
            try await dying.runIfDue("sweep", every: .seconds(3600), now: now, owner: "one") {}
        }
        let timer = timer(bench)
        let early = try await timer.runIfDue(
            "sweep", every: .seconds(3600), now: now.addingTimeInterval(29), owner: "two"
        ) {}
        #expect(early == .heldElsewhere)
        let later = try await timer.runIfDue(
            "sweep", every: .seconds(3600), now: now.addingTimeInterval(30), owner: "two"
        ) {}
        #expect(later == .ran)
    }

    @Test func `a failure waits for the next time`() async throws {
        let bench = try await CommandBench.make()
        let timer = timer(bench)
        let now = bench.time.now()
        await #expect(throws: TestFailure.self) {
            try await timer.runIfDue("sweep", every: .seconds(30), now: now, owner: "one") { throw TestFailure() }
        }
        #expect(try await timer.runIfDue("sweep", every: .seconds(30), now: now, owner: "two") {} == .notDue)
    }
}

private final class Runs: Sendable {
    let count = Mutex(0)
}
