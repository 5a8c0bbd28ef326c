import Testing

@testable import TenfoldTelemetry

@Suite struct HealthTests {
    private let health = Health()

    init() { health.markStarted() }

    private func statuses() -> [Int] {
        [HealthProbe.live, .ready, .startup].map { health.snapshot($0).status }
    }

    private func body(_ probe: HealthProbe) -> String {
        String(decoding: health.snapshot(probe).body, as: UTF8.self)
    }

    @Test func `a process that boots lives but is not up`() {
        let health = Health()
        #expect([health.live(), health.ready(), health.startup()].map(\.status) == [200, 503, 503])
        health.markStarted()
        #expect([health.live(), health.ready(), health.startup()].map(\.status) == [200, 200, 200])
    }

    @Test func `all checks must be ready, and the body names each`() {
        let health = Health()
        func statuses() -> [Int] { [health.live(), health.ready(), health.startup()].map(\.status) }
        health.register("database")
        health.set("database", .ready)
        #expect(statuses() == [200, 503, 503])
        let expected = #"{"status":"starting","checks":{"boot":{"status":"starting"},"database":{"status":"ready"}}}"#
        #expect(String(decoding: health.ready().body, as: UTF8.self) == expected)
        health.markStarted()
        #expect(statuses() == [200, 200, 200])
        #expect(health.isReady)
    }

    @Test func `a failure after the start is a matter of readiness alone`() {
        health.set("database", .ready)
        health.set("database", .failing("disk \"full\"\n"))
        #expect(statuses() == [200, 503, 200])
        let expected =
            #"{"status":"failing","checks":{"boot":{"status":"ready"},"database":{"status":"failing","reason":"disk \"full\"\n"}}}"#
        #expect(body(.ready) == expected)
        health.set("database", .ready)
        #expect(statuses() == [200, 200, 200])
    }

    @Test func `draining refuses new work and stays alive`() {
        health.set("database", .ready)
        health.drain()
        #expect(statuses() == [200, 503, 200])
        #expect(body(.ready).hasPrefix(#"{"status":"draining""#))
    }

    @Test func `one part that drains makes the process unready`() {
        health.set("events", .ready)
        health.set("events", .draining)
        #expect(statuses() == [200, 503, 200])
    }

    @Test func `only a check whose cure is a restart ends liveness`() {
        health.register("loops", failing: .restart)
        health.set("loops", .ready)
        health.set("loops", .failing("blocked"))
        #expect(statuses() == [503, 503, 200])
    }

    @Test func `a removed check no longer counts`() {
        health.set("a", .ready)
        health.set("b", .failing("gone"))
        health.remove("b")
        #expect(statuses() == [200, 200, 200])
    }

    @Test func `a long reason is cut`() {
        health.set("a", .failing(String(repeating: "x", count: 5_000)))
        #expect(body(.ready).utf8.count < 700)
    }
}
