import Glibc
import Metrics
import Testing

@testable import TenfoldTelemetry

@Suite struct ProcessCollectorTests {
    static let line =
        "42 (a (odd) name) S 1 42 42 0 -1 4194560 1500 0 3 0 250 50 0 0 20 0 7 0 9000 104857600 2048 "
        + "18446744073709551615 1 1 0 0 0 0 0 4096 1260 0 0 0 17 1 0 0 0 0 0"

    @Test func `a stat line is read whatever the program's name`() throws {
        let stat = try #require(ProcessStat(Self.line))
        #expect(stat.processorTicks == 300 && stat.threads == 7 && stat.startTicks == 9_000)
        #expect(stat.virtualBytes == 104_857_600 && stat.residentPages == 2_048)
    }

    @Test(arguments: ["", "42 (x", "42 (x) S 1 2 3", "42 (x) S 1 42 42 0 -1 4 1 0 3 0 u 50 0 0 20 0 7 0 9 1 2 3"])
    func `a line that is not whole gives nothing`(_ line: String) {
        #expect(ProcessStat(line) == nil)
    }

    @Test func `the boot time is found among the machine's counts`() {
        #expect(ProcessCollector.bootTime("cpu 1 2 3\nbtime 1700000000\nprocesses 9\n") == 1_700_000_000)
        #expect(ProcessCollector.bootTime("cpu 1 2 3\n") == nil)
    }

    @Test func `this process is shown under Prometheus' own names`() throws {
        let metrics = PrometheusMetrics()
        let collector = ProcessCollector()
        metrics.addCollector { collector.collect() }
        let seen = try ExpositionParser(metrics.renderText())
        #expect(seen.types["process_cpu_seconds_total"] == "counter")
        #expect(try #require(seen.value("process_resident_memory_bytes")) > 1_000_000)
        #expect(try #require(seen.value("process_virtual_memory_bytes")) > 1_000_000)
        #expect(try #require(seen.value("process_threads")) >= 1)
        let started = try #require(seen.value("process_start_time_seconds"))
        let now = Double(time(nil))
        #expect(started <= now + 2 && started > now - 86_400)
        let open = try #require(seen.value("process_open_fds"))
        #expect(open >= 3)
        #expect(try #require(seen.value("process_max_fds")) >= open)
    }

    @Test func `of two metrics with one name the recorded one is shown`() throws {
        let metrics = PrometheusMetrics()
        metrics.makeMeter(label: "level", dimensions: []).set(Int64(1))
        let twice = CollectedMetric("level", .gauge, help: "x", value: 2)
        let other = CollectedMetric("other", .gauge, help: "A number.", value: 3)
        metrics.addCollector { [twice, other, other] }
        let seen = try ExpositionParser(metrics.renderText())
        #expect(seen.value("level") == 1)
        #expect(seen.value("other") == 3)
        #expect(seen.help["other"] == "A number.")
    }
}
