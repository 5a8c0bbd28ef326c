/// Counts what happens to the requests of a load. Pure: the times come in as arguments.
struct LoadRecorder: Sendable {
    private static let mostErrorTypes = 32
    private(set) var report: LoadReport
    private(set) var inFlight = 0
    private let maximumInFlight: Int

    init(duration: Duration, windowLength: Duration, maximumInFlight: Int) {
        report = LoadReport(duration: duration, windowLength: windowLength)
        self.maximumInFlight = max(1, maximumInFlight)
    }

    /// A request is due. False: too many are in flight, so it is not sent.
    mutating func isSent(intended: Duration, now: Duration) -> Bool {
        let window = report.window(at: intended)
        report.windows[window].intended += 1
        guard inFlight < maximumInFlight else {
            report.windows[window].dropped += 1
            return false
        }
        inFlight += 1
        report.lateness.record(now - intended)
        return true
    }

    mutating func succeeded(intended: Duration, now: Duration) {
        inFlight -= 1
        let window = report.window(at: intended)
        report.windows[window].succeeded += 1
        report.windows[window].latency.record(now - intended)
    }

    mutating func failed(intended: Duration, error: any Error) {
        inFlight -= 1
        report.windows[report.window(at: intended)].failed += 1
        let type = "\(type(of: error))"
        let name = report.errors[type] != nil || report.errors.count < Self.mostErrorTypes ? type : "other"
        report.errors[name, default: 0] += 1
        if report.firstErrors[name] == nil { report.firstErrors[name] = "\(error)" }
    }
}
