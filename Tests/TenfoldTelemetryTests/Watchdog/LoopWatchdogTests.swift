import Logging
import Metrics
import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldTelemetry

@Suite struct LoopWatchdogTests {
    let capture = LogCapture()
    let names = WorkNames()
    let loop = LoopActivity(name: "3")

    private func makeWatchdog(_ options: LoopWatchdogOptions = LoopWatchdogOptions()) -> LoopWatchdog {
        let logger = Logger(label: "test") { [capture] _ in JSONLogHandler(label: "test", sink: capture) }
        return LoopWatchdog([loop], names: names, options: options, logger: logger)
    }

    @Test func `a blockage is logged with its work and counted by loop`() throws {
        let metrics = PrometheusMetrics()
        let watchdog = withMetricsFactory(metrics) { makeWatchdog() }
        loop.begin(names.register("catalog.FindProduct"))
        for look in 1...8 { watchdog.look(now: .milliseconds(20 * look)) }
        loop.end()
        watchdog.look(now: .milliseconds(180))
        #expect(capture.texts.count == 2)
        let first = try #require(capture.texts.first)
        #expect(first.contains("catalog.FindProduct") && first.contains("warn"))
        #expect(first.contains("\"60\"") || first.contains(":60"))
        let last = try #require(capture.texts.last)
        #expect(last.contains("catalog.FindProduct") && (last.contains("\"160\"") || last.contains(":160")))
        let seen = try ExpositionParser(metrics.renderText())
        #expect(seen.value("tenfold_event_loop_blocked_total", ["loop": "3"]) == 1)
    }

    @Test func `lines are bounded and what is left out is counted`() throws {
        let metrics = PrometheusMetrics()
        var options = LoopWatchdogOptions()
        options.linesPerMinute = 4
        let watchdog = withMetricsFactory(metrics) { makeWatchdog(options) }
        let work = names.register("a")
        for look in 1...500 {
            if look % 5 == 1 { loop.begin(work) }
            watchdog.look(now: .milliseconds(20 * look))
        }
        #expect(capture.texts.count == 4)
        let seen = try ExpositionParser(metrics.renderText())
        #expect(seen.value("tenfold_event_loop_blocked_total", ["loop": "3"]) == 100)
        #expect(seen.value("tenfold_event_loop_warnings_suppressed_total") == 195)
    }

    @Test func `its thread looks every period and ends when it is stopped`() async throws {
        let looks = Mutex(0)
        let (stream, continuation) = AsyncStream<Int>.makeStream()
        let thread = try PeriodicThread(period: .milliseconds(1)) {
            let look = looks.withLock { count in
                count += 1
                return count
            }
            continuation.yield(look)
        }
        for await look in stream where look >= 3 { break }
        thread.stop()
        let atStop = looks.withLock { $0 }
        thread.stop()
        #expect(atStop >= 3)
        #expect(looks.withLock { $0 } == atStop)
    }

    @Test func `it starts and stops more than once`() throws {
        let watchdog = makeWatchdog()
        for _ in 0..<2 {
            try watchdog.start()
            try watchdog.start()
            watchdog.stop()
            watchdog.stop()
        }
        #expect(capture.texts.isEmpty)
    }
}
