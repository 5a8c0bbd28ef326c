import Metrics
import TenfoldResilience

/// What the calls to one service count.
struct RemoteMetrics: Sendable {
    /// Attempts that are made again.
    private let retries: Counter
    /// Calls that were not sent because the service failed too often.
    private let refusedByBreaker: Counter
    /// Calls that were not sent because their callee had said that it would turn them away.
    private let keptBack: Counter
    private let attempts: [AttemptOutcome: Counter]
    private let givenUp: [RetryPolicy.Reason: Counter]

    init(service: String) {
        let label = [("service", service)]
        retries = Counter(label: "tenfold_remote_retries_total", dimensions: label)
        refusedByBreaker = Counter(label: "tenfold_remote_breaker_refusals_total", dimensions: label)
        keptBack = Counter(label: "tenfold_remote_kept_back_total", dimensions: label)
        attempts = Dictionary(
            uniqueKeysWithValues: AttemptOutcome.allCases.map {
                ($0, Counter(label: "tenfold_remote_attempts_total", dimensions: label + [("outcome", $0.rawValue)]))
            })
        givenUp = Dictionary(
            uniqueKeysWithValues: RetryPolicy.Reason.allCases.map {
                ($0, Counter(label: "tenfold_remote_given_up_total", dimensions: label + [("reason", $0.rawValue)]))
            })
    }

    func countRetry() { retries.increment() }

    func countKeptBack() { keptBack.increment() }

    func countRefusalByBreaker() { refusedByBreaker.increment() }

    func count(_ outcome: AttemptOutcome) { attempts[outcome]?.increment() }

    func count(_ reason: RetryPolicy.Reason) { givenUp[reason]?.increment() }
}
