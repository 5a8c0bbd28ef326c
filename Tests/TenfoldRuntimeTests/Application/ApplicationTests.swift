import Tenfold
import TenfoldTesting
import Testing

@Suite("A running app", .serialized)
struct ApplicationTests {
    private func lab(
        shards: Int = 1, marker: String = "none", _ body: (TestApp) async throws -> Void
    ) async throws {
        let app = try await TestApp.start(LabApp.self) {
            $0.shards = shards
            $0.settings["lab.marker"] = marker
        }
        do {
            try await body(app)
            await app.stop()
        } catch {
            await app.stop()
            throw error
        }
    }

    private func fresh(_ name: String) -> String { "\(name)-\(UInt64.random(in: 0...UInt64.max))" }

    @Test("a command under one key runs once, and its first reply comes again", arguments: [1, 2])
    func replay(shards: Int) async throws {
        try await lab(shards: shards) { app in
            let tally = fresh("replay")
            let first = try await app.application.send(Keep(tally: tally, mood: .fine), key: "k")
            let second = try await app.application.send(Keep(tally: tally, mood: .fine), key: "k")
            #expect(first == second)
            #expect(Tally.shared.count("keep \(tally)") == 1)
            let rows = try await app.application.send(Count(tally: tally))
            #expect(rows == 1)
        }
    }

    @Test("a refusal undoes its rows, is recorded, and comes again without the handler")
    func refusal() async throws {
        try await lab { app in
            let tally = fresh("refusal")
            for _ in 1...2 {
                await #expect(throws: Refusal.conflict("lab.no", "No.")) {
                    _ = try await app.application.send(Keep(tally: tally, mood: .refuse), key: "k")
                }
            }
            #expect(Tally.shared.count("keep \(tally)") == 1)
            let rows = try await app.application.send(Count(tally: tally))
            #expect(rows == 0)
        }
    }

    @Test("a failure is not recorded: the same key runs again")
    func failure() async throws {
        try await lab { app in
            let tally = fresh("failure")
            for _ in 1...2 {
                await #expect(throws: Lab.Broken.self) {
                    _ = try await app.application.send(Keep(tally: tally, mood: .fail), key: "k")
                }
            }
            #expect(Tally.shared.count("keep \(tally)") == 2)
            let rows = try await app.application.send(Count(tally: tally))
            #expect(rows == 0)
        }
    }

    @Test("another body under the same key, or another principal's key")
    func keys() async throws {
        try await lab { app in
            let tally = fresh("keys")
            _ = try await app.application.send(Keep(tally: tally, mood: .fine), as: Principal(id: "a"), key: "k")
            await #expect {
                _ = try await app.application.send(Keep(tally: tally, mood: .refuse), as: Principal(id: "a"), key: "k")
            } throws: {
                ($0 as? Refusal)?.code == "tenfold.key-reused"
            }
            _ = try await app.application.send(Keep(tally: tally, mood: .fine), as: Principal(id: "b"), key: "k")
            let rows = try await app.application.send(Count(tally: tally))
            #expect(rows == 2)
        }
    }

    @Test("a sender inside a transaction body is refused and the transaction undone")
    func senderInside() async throws {
        try await lab { app in
            let tally = fresh("inside")
            await #expect { _ = try await app.application.send(Keep(tally: tally, mood: .askHelper)) } throws: {
                ($0 as? Fault)?.code == .suspendedInTransaction
            }
            let rows = try await app.application.send(Count(tally: tally))
            #expect(rows == 0)
        }
    }

    @Test("an event that was not announced is refused")
    func unannounced() async throws {
        try await lab { app in
            await #expect { _ = try await app.application.send(Keep(tally: "x", mood: .publishUnannounced)) } throws: {
                ($0 as? Fault)?.code == .undeclared
            }
        }
    }

    @Test("messages are checked also when they are sent in the process")
    func validation() async throws {
        try await lab { app in
            await #expect(throws: Refusal.invalid([FieldError(field: "tally", message: "must not be blank")])) {
                _ = try await app.application.send(Keep(tally: " ", mood: .fine))
            }
        }
    }

    @Test("what comes before the transaction is not done again for a recorded reply")
    func prepared() async throws {
        try await lab { app in
            let tally = fresh("prepared")
            for _ in 1...2 {
                let reply = try await app.application.send(KeepPrepared(tally: tally), key: "k")
                #expect(reply == "helped")
            }
            #expect(Tally.shared.count("prepare \(tally)") == 1)
            #expect(Tally.shared.count("apply \(tally)") == 1)
        }
    }

    @Test("a claim holds over all shards: of many at once, one wins", arguments: [1, 2])
    func claims(shards: Int) async throws {
        try await lab(shards: shards) { app in
            let value = fresh("claim")
            var random = SystemRandomNumberGenerator()
            let ids = (0..<16).map { ID<Nothing>.new(in: Bucket($0 * 251), atMilliseconds: 1, using: &random) }
            let outcomes = await withTaskGroup(of: String.self) { group in
                for id in ids {
                    group.addTask {
                        do {
                            _ = try await app.application.send(Reserve(value: value, id: id))
                            return "won"
                        } catch { return (error as? Refusal)?.code ?? String(describing: error) }
                    }
                }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == "won" }.count == 1)
            #expect(outcomes.filter { $0 == "tenfold.claim-taken" }.count == 15)
        }
    }

    @Test("steps that fail are resumed by themselves, and recorded steps are not done again")
    func steps() async throws {
        try await lab(shards: 2) { app in
            let tally = fresh("steps")
            await #expect { _ = try await app.application.send(Climb(tally: tally, failures: 2), key: "k") } throws: {
                ($0 as? Fault)?.isRetriable == true
            }
            try await eventually("the run is resumed to its end", within: .seconds(30)) {
                (try? await app.application.send(Climb(tally: tally, failures: 2), key: "k")) == 2
            }
            #expect(Tally.shared.count("first \(tally)") == 1)
            #expect(Tally.shared.count("help \(tally)") == 1)
            #expect(Tally.shared.count("climb \(tally)") == 3)
        }
    }

    @Test(
        "two processes of one folder: a change in one is seen by the other's cache within a second, and timers run once"
    )
    func twoProcesses() async throws {
        let marker = fresh("two")
        try await lab(marker: marker) { first in
            var options = first.application.options
            options.port = 0
            options.adminPort = 0
            let second = try await Application.start(LabApp.self, options)
            let tally = fresh("shared")
            let before = try await second.send(Cached(tally: tally))
            #expect(before == 0)
            _ = try await first.application.send(Keep(tally: tally, mood: .fine))
            let after = try await first.application.send(Cached(tally: tally))
            #expect(after == 1)
            let start = ContinuousClock.now
            try await eventually("the other sees it", within: .seconds(3)) {
                try await second.send(Cached(tally: tally)) == 1
            }
            #expect(ContinuousClock.now - start < .seconds(1))
            let beats = Tally.shared.count("beat \(marker)")
            let watched = ContinuousClock.now
            try await eventually("timers go on") { Tally.shared.count("beat \(marker)") >= beats + 3 }
            let most = Int((ContinuousClock.now - watched) / .milliseconds(200)) + 3
            #expect(Tally.shared.count("beat \(marker)") - beats <= most)
            await second.stop()
        }
    }
}
