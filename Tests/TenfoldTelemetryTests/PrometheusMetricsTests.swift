import CoreMetrics
import Metrics
import Testing

@testable import TenfoldTelemetry

@Suite struct PrometheusMetricsTests {
    private let metrics = PrometheusMetrics(buckets: ["tenfold_request_duration_seconds": HistogramBuckets([0.25, 1])])

    @Test func `the exposition is byte for byte what the format asks`() {
        let metrics = PrometheusMetrics(
            buckets: ["tenfold_request_duration_seconds": HistogramBuckets([0.25, 1])],
            help: ["tenfold_requests_total": "Requests answered.\nBy route \\ status."])
        withMetricsFactory(metrics) {
            Counter(label: "tenfold_requests", dimensions: [("status", "201"), ("route", "/orders")]).increment(by: 3)
            Counter(label: "tenfold_requests", dimensions: [("status", "200"), ("route", "/orders")]).increment()
            Gauge(label: "tenfold_in_flight").record(2.5)
            let timer = Timer(label: "tenfold_request_duration", dimensions: [("route", "/orders")])
            timer.recordNanoseconds(250_000_000)
            timer.recordNanoseconds(500_000_000)
            timer.recordNanoseconds(3_000_000_000)
        }
        #expect(
            metrics.renderText() == """
                # TYPE tenfold_in_flight gauge
                tenfold_in_flight 2.5
                # TYPE tenfold_metrics_conflicts_total counter
                tenfold_metrics_conflicts_total 0
                # TYPE tenfold_metrics_overflow_total counter
                tenfold_metrics_overflow_total 0
                # TYPE tenfold_request_duration_seconds histogram
                tenfold_request_duration_seconds_bucket{route="/orders",le="0.25"} 1
                tenfold_request_duration_seconds_bucket{route="/orders",le="1"} 2
                tenfold_request_duration_seconds_bucket{route="/orders",le="+Inf"} 3
                tenfold_request_duration_seconds_sum{route="/orders"} 3.75
                tenfold_request_duration_seconds_count{route="/orders"} 3
                # HELP tenfold_requests_total Requests answered.\\nBy route \\\\ status.
                # TYPE tenfold_requests_total counter
                tenfold_requests_total{route="/orders",status="200"} 1
                tenfold_requests_total{route="/orders",status="201"} 3

                """)
    }

    @Test func `label values of any kind are read back as they were`() throws {
        let value = "a\"b\\c\nd,e}f=\u{1F6D2}"
        withMetricsFactory(metrics) { Counter(label: "odd", dimensions: [("v", value)]).increment() }
        #expect(try ExpositionParser(metrics.renderText()).value("odd_total", ["v": value]) == 1)
    }

    @Test func `names that Prometheus refuses are made valid`() throws {
        withMetricsFactory(metrics) {
            Counter(label: "1.http-requests", dimensions: [("le", "x"), ("a.b", "y"), ("ü", "z")]).increment()
        }
        let labels = ["le_": "x", "a_b": "y", "_": "z"]
        #expect(try ExpositionParser(metrics.renderText()).value("_1_http_requests_total", labels) == 1)
    }

    @Test func `every kind of metric parses, with its type`() throws {
        withMetricsFactory(metrics) {
            Counter(label: "a").increment()
            FloatingPointCounter(label: "b").increment(by: 0.5)
            Meter(label: "c").set(-4)
            Recorder(label: "d_bytes").record(300)
            Gauge(label: "e").record(Double.infinity)
            Timer(label: "f_seconds").recordMilliseconds(4)
        }
        let seen = try ExpositionParser(metrics.renderText())
        #expect(seen.types["a_total"] == "counter" && seen.types["b_total"] == "counter")
        #expect(seen.types["c"] == "gauge" && seen.types["d_bytes"] == "histogram" && seen.types["e"] == "gauge")
        #expect(seen.types["f_seconds"] == "histogram")
        #expect(seen.value("b_total") == 0.5 && seen.value("c") == -4 && seen.value("e") == .infinity)
        #expect(seen.value("d_bytes_bucket", ["le": "256"]) == 0)
        #expect(seen.value("d_bytes_bucket", ["le": "1024"]) == 1)
        #expect(seen.value("f_seconds_bucket", ["le": "0.003"]) == 0)
        #expect(seen.value("f_seconds_bucket", ["le": "0.005"]) == 1)
        #expect(seen.value("f_seconds_sum") == 0.004)
    }

    @Test func `concurrent records add up`() async throws {
        let metrics = metrics
        let counter = metrics.makeCounter(label: "hits", dimensions: [])
        let fractions = metrics.makeFloatingPointCounter(label: "halves", dimensions: [])
        let timer = metrics.makeTimer(label: "tenfold_request_duration", dimensions: [])
        let meter = metrics.makeMeter(label: "level", dimensions: [])
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.increment(by: 1)
                        fractions.increment(by: 0.5)
                        timer.recordNanoseconds(500_000_000)
                        meter.increment(by: 2)
                        meter.decrement(by: 1)
                    }
                }
            }
        }
        let seen = try ExpositionParser(metrics.renderText())
        #expect(seen.value("hits_total") == 80_000)
        #expect(seen.value("halves_total") == 40_000)
        #expect(seen.value("tenfold_request_duration_seconds_count") == 80_000)
        #expect(seen.value("tenfold_request_duration_seconds_sum") == 40_000)
        #expect(seen.value("level") == 80_000)
    }

    @Test func `a counter never falls`() throws {
        let counter = CounterSeries()
        counter.increment(by: Int64(2))
        counter.increment(by: Int64(-5))
        counter.increment(by: -1.0)
        counter.increment(by: Double.nan)
        counter.increment(by: Double.infinity)
        var writer = ExpositionWriter()
        counter.render(name: "x", labels: MetricLabels([]), into: &writer)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "x 2\n")
    }

    @Test func `the same name and labels, in any order, are one series`() throws {
        metrics.makeCounter(label: "x", dimensions: [("a", "1"), ("b", "2")]).increment(by: 1)
        metrics.makeCounter(label: "x_total", dimensions: [("b", "2"), ("a", "1")]).increment(by: 1)
        #expect(try ExpositionParser(metrics.renderText()).value("x_total", ["a": "1", "b": "2"]) == 2)
    }

    @Test func `label sets beyond the limit share one series and are counted`() throws {
        let metrics = PrometheusMetrics(limits: MetricsLimits(seriesPerMetric: 3))
        for number in 0..<10 { metrics.makeCounter(label: "x", dimensions: [("n", "\(number)")]).increment(by: 1) }
        let seen = try ExpositionParser(metrics.renderText())
        #expect(seen.samples.filter { $0.name == "x_total" }.count == 4)
        #expect(seen.value("x_total", ["overflow": "true"]) == 7)
        #expect(seen.value("x_total", ["n": "2"]) == 1)
        #expect(seen.value("tenfold_metrics_overflow_total") == 7)
    }

    @Test func `a flood of made-up methods and paths takes bounded room`() throws {
        let metrics = PrometheusMetrics(limits: MetricsLimits(seriesPerMetric: 50))
        let long = String(repeating: "x", count: 2_000)
        withMetricsFactory(metrics) {
            for number in 0..<1_000 {
                let labels = [("route", "/\(number)/\(long)"), ("method", "M\(number)\(long)")]
                Counter(label: "tenfold_http_requests_total", dimensions: labels).increment()
                Timer(label: "tenfold_http_request_duration_seconds", dimensions: labels).recordNanoseconds(1)
            }
        }
        let text = metrics.renderText()
        #expect(text.utf8.count < 51 * 25 * 600)
        let seen = try ExpositionParser(text)
        let requests = seen.samples.filter { $0.name == "tenfold_http_requests_total" }
        #expect(requests.count == 51)
        #expect(requests.reduce(0) { $0 + $1.value } == 1_000)
        #expect(seen.samples.filter { $0.name == "tenfold_http_request_duration_seconds_count" }.count == 51)
        #expect(seen.value("tenfold_metrics_overflow_total") == 1_900)
    }

    @Test func `names beyond the limit are counted, not shown`() throws {
        let metrics = PrometheusMetrics(limits: MetricsLimits(metrics: 4))
        for number in 0..<5 { metrics.makeMeter(label: "m\(number)", dimensions: []).set(Int64(1)) }
        let seen = try ExpositionParser(metrics.renderText())
        #expect(seen.types.count == 4)
        #expect(seen.value("tenfold_metrics_overflow_total") == 3)
    }

    @Test func `a name of two kinds keeps its first and tells the conflict`() throws {
        metrics.makeMeter(label: "x", dimensions: []).set(Int64(7))
        metrics.makeRecorder(label: "x", dimensions: [], aggregate: true).record(Int64(1))
        metrics.makeRecorder(label: "x", dimensions: [("a", "b")], aggregate: true).record(Int64(1))
        let seen = try ExpositionParser(metrics.renderText())
        #expect(seen.value("x") == 7)
        #expect(seen.value("tenfold_metrics_conflicts_total") == 2)
    }

    @Test func `a destroyed series is gone and makes room`() throws {
        let metrics = PrometheusMetrics(limits: MetricsLimits(seriesPerMetric: 1))
        let first = metrics.makeCounter(label: "x", dimensions: [("n", "1")])
        metrics.destroyCounter(first)
        metrics.makeCounter(label: "x", dimensions: [("n", "2")]).increment(by: 1)
        let seen = try ExpositionParser(metrics.renderText())
        #expect(seen.value("x_total", ["n": "1"]) == nil)
        #expect(seen.value("x_total", ["n": "2"]) == 1)
    }

    @Test func `buckets of a histogram rise and end with the count`() throws {
        let timer = metrics.makeTimer(label: "t", dimensions: [])
        for milliseconds in [0, 1, 7, 90, 12_000, 600_000] as [Int64] {
            timer.recordNanoseconds(milliseconds * 1_000_000)
        }
        let buckets = try ExpositionParser(metrics.renderText()).samples.filter { $0.name == "t_seconds_bucket" }
        #expect(buckets.map(\.value) == buckets.map(\.value).sorted())
        #expect(buckets.count == HistogramBuckets.latencies.bounds.count + 1)
        #expect(buckets.last?.value == 6 && buckets.dropLast().last?.value == 4)
    }

    @Test(arguments: [
        (1.0, "1"), (0.0005, "0.0005"), (-0.0, "0"), (Double.nan, "NaN"), (Double.infinity, "+Inf"),
        (-Double.infinity, "-Inf"), (1e300, "1e+300"), (2.5, "2.5"),
    ])
    func `numbers are spelled as Prometheus reads them`(_ number: Double, _ text: String) {
        #expect(ExpositionWriter.number(number) == text)
    }

    @Test(arguments: ["a 1", "a{b=c} 1\n", "1a 2\n", "a{b=\"c} 1\n", "a x\n", "a 1\na 2\n", "a{b=\"\\x\"} 1\n"])
    func `the parser of these tests refuses what is malformed`(_ text: String) {
        #expect(throws: ExpositionParser.Failure.self) { try ExpositionParser(text) }
    }
}
