import Metrics
import TenfoldResilience

/// What stands before one message's handler, for operators.
struct AdmissionMetrics: Sendable {
    private let shed: [ShedReason: Counter]
    private let waiting: Gauge
    private let level: Gauge
    private let limit: Gauge

    init(message: String) {
        let label = [("message", message)]
        shed = Dictionary(
            uniqueKeysWithValues: ShedReason.allCases.map {
                ($0, Counter(label: "tenfold_admission_shed_total", dimensions: label + [("reason", $0.rawValue)]))
            })
        waiting = Gauge(label: "tenfold_admission_waiting", dimensions: label)
        level = Gauge(label: "tenfold_admission_level", dimensions: label)
        limit = Gauge(label: "tenfold_admission_limit", dimensions: label)
    }

    func count(_ reason: ShedReason) { shed[reason]?.increment() }

    func record(waiting: Int, level: Int, limit: Int) {
        self.waiting.record(waiting)
        self.level.record(level)
        self.limit.record(limit)
    }
}
