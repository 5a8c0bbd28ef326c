import Testing

@testable import TenfoldTesting

private struct Broken: Error {}

@Suite struct LoadReportTests {
    /// A callee that answers in 1 ms, but does nothing at all from 1 s to 2 s; 100 requests a second for 3 s.
    private func reportOfStall() -> LoadReport {
        var recorder = LoadRecorder(duration: .seconds(3), windowLength: .milliseconds(100), maximumInFlight: 1_000)
        for intended in ArrivalSchedule(phases: [.init(rate: 100, for: .seconds(3))], arrivals: .even) {
            let sent = recorder.isSent(intended: intended, now: intended)
            #expect(sent)
            let isStalled = (.seconds(1)..<Duration.seconds(2)).contains(intended)
            recorder.succeeded(intended: intended, now: (isStalled ? .seconds(2) : intended) + .milliseconds(1))
        }
        return recorder.report
    }

    @Test func `a stall shows in the latency of all who came during it`() {
        let report = reportOfStall()
        #expect(report.total.latency.count == 300)
        #expect(report.total.latency.percentile(0.99) > .milliseconds(950))
        #expect(report.part(from: .seconds(1), to: .seconds(2)).latency.percentile(0.5) > .milliseconds(480))
        #expect(report.last(.seconds(1)).latency.percentile(0.99) < .milliseconds(2))
    }

    @Test func `what is beyond the bound in flight is dropped, and counted`() {
        var recorder = LoadRecorder(duration: .seconds(1), windowLength: .seconds(1), maximumInFlight: 2)
        let sent = (0..<5).map { _ in recorder.isSent(intended: .zero, now: .zero) }
        #expect(sent == [true, true, false, false, false])
        recorder.failed(intended: .zero, error: Broken())
        let again = recorder.isSent(intended: .zero, now: .zero)
        #expect(again)
        let total = recorder.report.total
        #expect([total.intended, total.succeeded, total.failed, total.dropped] == [6, 0, 1, 3])
        #expect(recorder.report.errors == ["Broken": 1])
    }

    @Test func `the least goodput is that of the worst span`() {
        var recorder = LoadRecorder(duration: .seconds(10), windowLength: .milliseconds(100), maximumInFlight: 9)
        for intended in ArrivalSchedule(phases: [.init(rate: 10, for: .seconds(10))], arrivals: .even) {
            _ = recorder.isSent(intended: intended, now: intended)
            if intended >= .seconds(4), intended < .milliseconds(4_500) {
                recorder.failed(intended: intended, error: Broken())
            } else {
                recorder.succeeded(intended: intended, now: intended)
            }
        }
        let report = recorder.report
        #expect(report.leastGoodput(over: .seconds(1)) == 5)
        #expect(report.leastGoodput(over: .seconds(1), from: .seconds(5)) == 10)
        #expect(report.leastGoodput(over: .seconds(1), to: .seconds(4)) == 10)
        #expect(report.total.successShare == 0.95)
    }

    @Test func `late sending is told, and is part of the latency`() {
        var recorder = LoadRecorder(duration: .seconds(1), windowLength: .seconds(1), maximumInFlight: 9)
        _ = recorder.isSent(intended: .zero, now: .milliseconds(300))
        recorder.succeeded(intended: .zero, now: .milliseconds(310))
        #expect(recorder.report.lateness.maximum == .milliseconds(300))
        #expect(recorder.report.total.latency.maximum == .milliseconds(310))
    }
}
