import FoundationEssentials
import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldData

@Suite struct ClaimTests {
    /// A command in shard 0 and a value that lives in the last shard: the same one, or another.
    private static func claim(_ bench: CommandBench, _ stem: String = "a") -> Claim {
        let last = bench.engine.shardCount - 1
        for number in 0... {
            let claim = Claim.unique("test.email", "\(stem)\(number)@shop.test")
            if bench.engine.shard(of: claim.bucket) == last { return claim }
        }
        return .unique("test.email", stem)
    }

    private func signUp(_ runner: CommandRunner, _ number: Int, _ claim: Claim) async throws -> String {
        try await runner.run(WriteNote(text: "\(number)", claims: [claim]), key: .test(number)) { tx in
            try await note("\(number)", tx)
            return "\(number)"
        }
    }

    @Test(arguments: [1, 2]) func `a value has one owner, and a second claimant is refused for good`(shards: Int)
        async throws
    {
        let bench = try await CommandBench.make(shards: shards)
        let claim = Self.claim(bench)
        #expect(try await signUp(bench.runner(), 1, claim) == "1")
        for _ in 0..<2 {
            let refusal = await #expect(throws: Refusal.self) { try await signUp(bench.runner(), 2, claim) }
            #expect(refusal?.status == 409)
            #expect(refusal?.code == "tenfold.claim-taken")
        }
        #expect(try await signUp(bench.runner(), 1, claim) == "1")
        #expect(try await bench.notes() == ["1"])
        #expect(try await bench.count("tenfold_claim", where: "state = 1") == 1)
    }

    @Test(arguments: [1, 2]) func `a refused command leaves its value free`(shards: Int) async throws {
        let bench = try await CommandBench.make(shards: shards)
        let claim = Self.claim(bench)
        await #expect(throws: Refusal.self) {
            try await bench.runner().run(WriteNote(text: "", claims: [claim]), key: .test(1)) { _ in
                throw Refusal.conflict("test.no", "No.")
            }
        }
        #expect(try await bench.count("tenfold_claim") == 0)
        #expect(try await signUp(bench.runner(), 2, claim) == "2")
    }

    @Test(arguments: [1, 2]) func `a failed command leaves its value free`(shards: Int) async throws {
        let bench = try await CommandBench.make(shards: shards)
        let claim = Self.claim(bench)
        await #expect(throws: TestFailure.self) {
            try await bench.runner().run(WriteNote(text: "", claims: [claim]), key: .test(1)) { _ in throw TestFailure()
            }
        }
        #expect(try await bench.count("tenfold_claim") == 0)
        #expect(try await signUp(bench.runner(), 1, claim) == "1")
    }

    @Test func `an owner that comes late finds itself aborted and starts over`() async throws {
        let bench = try await CommandBench.make(shards: 2)
        let claim = Self.claim(bench)
        let runner = bench.runner()
        let late = try await runner.claims.reserve(claim, for: .test(1))
        bench.time.advance(.seconds(11))
        #expect(try await runner.claims.sweepReservations(shard: 1, now: bench.time.now()) == 1)
        #expect(try await bench.count("tenfold_claim") == 0)
        // The sweep decided; a transaction with that reservation must not commit.
        let stale = ClaimsInTransaction(keeper: runner.claims, key: .test(1), holds: [late], here: [])
        await #expect(throws: ClaimsWereAborted.self) {
            try await bench.database.write(bucket: Bucket(1)) { try await stale.take(in: $0) }
        }
        #expect(try await signUp(runner, 1, claim) == "1")
        #expect(try await bench.count("tenfold_claim", where: "state = 1") == 1)
    }

    @Test func `a reservation aborted but not yet freed is replaced by its own command`() async throws {
        let bench = try await CommandBench.make(shards: 2)
        let claim = Self.claim(bench)
        let runner = bench.runner()
        let hold = try await runner.claims.reserve(claim, for: .test(1))
        #expect(try await runner.claims.abort(claim, hold.id) == .aborted)
        #expect(try await signUp(runner, 1, claim) == "1")
        // The one who aborted goes on, late: the new reservation is not its to free.
        try await runner.claims.finish(claim, hold.id, .aborted)
        #expect(try await bench.count("tenfold_claim", where: "state = 1") == 1)
    }

    @Test func `a young reservation of another is waited for, an old one is taken over`() async throws {
        let bench = try await CommandBench.make(shards: 2)
        let claim = Self.claim(bench)
        _ = try await bench.runner().claims.reserve(claim, for: .test(1))
        let before = bench.time.now()
        #expect(try await signUp(bench.runner(), 2, claim) == "2")
        #expect(bench.time.now() >= before.addingTimeInterval(10))
        let refusal = await #expect(throws: Refusal.self) { try await signUp(bench.runner(), 1, claim) }
        #expect(refusal?.status == 409)
        #expect(try await bench.notes() == ["2"])
    }

    @Test func `a wait for another command ends at the deadline`() async throws {
        let bench = try await CommandBench.make(shards: 2)
        let claim = Self.claim(bench)
        let runner = bench.runner()
        // Far from the machine's time, so that only the bench's time can reach it.
        bench.time.advance(.seconds(3600))
        _ = try await runner.claims.reserve(claim, for: .test(1))
        let fault = await Call.$current.withValue(Call(deadline: bench.time.pacing.now() + .seconds(9))) {
            await #expect(throws: Fault.self) { try await signUp(runner, 2, claim) }
        }
        #expect(fault?.code == .unavailable)
    }

    @Test func `a command that waits in its own shard holds nothing elsewhere`() async throws {
        let bench = try await CommandBench.make(shards: 2)
        let elsewhere = Self.claim(bench)
        let here = try #require(
            (0..<100).map { Claim.unique("test.email", "\($0)") }.first { bench.engine.shard(of: $0.bucket) == 0 })
        // Another command, of the other shard, is about to have it.
        _ = try await bench.runner().claims.reserve(here, for: .test(1, bucket: Bucket(4095)))
        let held = Held()
        var pacing = bench.time.pacing
        let wait = pacing.sleep
        pacing.sleep = { duration in
            let value = elsewhere.value
            let rows = try await bench.count("tenfold_claim", where: "value = '\(value)'")
            held.counts.withLock { $0.append(rows) }
            try await wait(duration)
        }
        let runner = CommandRunner(database: bench.database, clock: bench.time, pacing: pacing)
        _ = try await runner.run(WriteNote(text: "", claims: [elsewhere, here]), key: .test(2)) { _ in "" }
        #expect(!held.counts.withLock { $0 }.isEmpty)
        #expect(held.counts.withLock { $0 }.allSatisfy { $0 == 0 })
        #expect(try await bench.count("tenfold_claim", where: "state = 1") == 2)
    }

    @Test(arguments: 0..<8, [WriteFault.crashBefore, .crashAfter, .lost, .unknown])
    func `whatever is lost at any write, a retry ends with one owner`(number: Int, fault: WriteFault) async throws {
        let bench = try await CommandBench.make(shards: 2)
        let claim = Self.claim(bench)
        _ = try? await signUp(bench.runner(bench.database(WriteFaults(fault, at: number))), 1, claim)
        #expect(try await signUp(bench.runner(), 1, claim) == "1")
        #expect(try await bench.notes() == ["1"])
        await #expect(throws: Refusal.self) { try await signUp(bench.runner(), 2, claim) }
        #expect(try await bench.count("tenfold_claim", where: "state = 1") == 1)
    }

    @Test(arguments: 0..<8, [WriteFault.crashBefore, .crashAfter])
    func `after a crash at any write another claimant and the sweep agree`(number: Int, fault: WriteFault) async throws
    {
        let bench = try await CommandBench.make(shards: 2)
        let claim = Self.claim(bench)
        _ = try? await signUp(bench.runner(bench.database(WriteFaults(fault, at: number))), 1, claim)
        _ = try? await signUp(bench.runner(), 2, claim)
        bench.time.advance(.seconds(11))
        for shard in 0..<2 {
            _ = try await bench.runner().claims.sweepReservations(shard: shard, now: bench.time.now())
        }
        #expect(try await bench.notes().count == 1)
        #expect(try await bench.count("tenfold_claim", where: "state = 1") == 1)
        #expect(try await bench.count("tenfold_claim", where: "state = 0") == 0)
    }

    @Test func `outcomes are kept until their value's shard has followed them`() async throws {
        let bench = try await CommandBench.make(shards: 2)
        let claim = Self.claim(bench)
        // Dies after reserving and committing, before confirming.
        _ = try? await signUp(bench.runner(bench.database(WriteFaults(.crashBefore, at: 2))), 1, claim)
        #expect(try await bench.count("tenfold_claim", where: "state = 0") == 1)
        bench.time.advance(.seconds(86_500))
        let cutoff = bench.time.now()
        #expect(try await bench.runner().claims.sweepOutcomes(shard: 0, before: cutoff) == 1)
        #expect(try await bench.count("tenfold_claim_outcome") == 0)
        #expect(try await bench.count("tenfold_claim", where: "state = 1") == 1)
    }

    @Test(arguments: [1, 2]) func `many commands at once for few values leave one owner each`(shards: Int) async throws
    {
        let bench = try await CommandBench.make(shards: shards)
        let runner = CommandRunner(database: bench.database, clock: bench.time, pacing: .system)
        let values = (0..<5).map { Claim.unique("test.email", "\($0)@shop.test") }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                let claims = [values[number % 5], values[(number / 5) % 5]]
                group.addTask {
                    _ = try? await runner.run(
                        WriteNote(text: "", claims: claims), key: .test(number, bucket: Bucket(number * 67))
                    ) { tx in
                        for claim in Set(claims) { try await note(claim.value, tx) }
                        return ""
                    }
                }
            }
        }
        let notes = try await bench.notes()
        #expect(Set(notes).count == notes.count)
        #expect(!notes.isEmpty)
        #expect(try await bench.count("tenfold_claim", where: "state = 1") == notes.count)
        #expect(try await bench.count("tenfold_claim", where: "state = 0") == 0)
    }
}

private final class Held: Sendable {
    let counts = Mutex<[Int]>([])
}
