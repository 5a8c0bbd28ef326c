import TenfoldCore
import Testing

@testable import TenfoldRuntime

@Suite struct SendTrafficTests {
    @Test func `counts are divided by the time the process has run`() throws {
        let traffic = try SendTraffic(
            metrics: """
                # HELP tenfold_sends_total Messages sent.
                # TYPE tenfold_sends_total counter
                tenfold_sends_total{message="b.Do",from="a",} 3e2 1700000000000
                tenfold_sends_total{from="x\\"}\\\\",message="b.Do"} 7
                tenfold_sends_total_other{from="a",message="b.Do"} 99
                other 1
                process_start_time_seconds 1.0e3
                """, now: 1600)
        #expect(traffic.perSecond(of: .init(module: "a", message: "b.Do")) == 0.5)
        #expect(traffic.count(of: .init(module: "x\"}\\", message: "b.Do")) == 7)
        #expect(traffic.count(of: .init(module: "c", message: "b.Do")) == 0)
    }

    @Test func `the metrics of several processes are added, over the oldest one's time`() throws {
        let process = "tenfold_sends_total{from=\"a\",message=\"b.Do\"} 10\nprocess_start_time_seconds "
        let traffic = try SendTraffic(metrics: process + "950\n" + process + "900\n", now: 1000)
        #expect(traffic.count(of: .init(module: "a", message: "b.Do")) == 20)
        #expect(traffic.seconds == 100)
    }

    @Test(arguments: [
        "", "hello", "tenfold_sends_total{from=\"a\"} 1", "process_start_time_seconds NaN", "\u{0}{{{\"\\",
    ])
    func `what is no process's metrics is refused`(text: String) {
        #expect(throws: SendTrafficFault.self) { try SendTraffic(metrics: text, now: 1000) }
    }

    @Test func `a start in the future is refused`() {
        #expect(throws: SendTrafficFault.self) {
            try SendTraffic(metrics: "process_start_time_seconds 2000", now: 1000)
        }
    }

    @Test func `a URL is fetched by the caller's function`() async throws {
        let source = MetricsSource("http://127.0.0.1:9090/metrics") { url, most in "\(url) \(most)" }
        #expect(try await source.text() == "http://127.0.0.1:9090/metrics 16777216")
    }

    @Test func `a file that is missing is told`() async {
        await #expect(throws: MetricsSourceFault.self) { try await MetricsSource("nowhere.prom").text() }
    }
}
