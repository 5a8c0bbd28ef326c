import Metrics

/// What commands, claims, steps, outbox and leases count.
enum DataMetrics {
    static let keysReplayed = Count("tenfold_keys_replayed_total")
    static let keysReused = Count("tenfold_keys_reused_total")
    static let keysSwept = Count("tenfold_keys_swept_total")
    static let refusalsRecorded = Count("tenfold_keys_refusals_recorded_total")
    static let transactionsRetried = Count("tenfold_transactions_retried_total")
    static let claimsWaiting = Count("tenfold_claims_waits_total")
    static let claimsAborted = Count("tenfold_claims_aborted_total")
    static let claimsTaken = Count("tenfold_claims_taken_total")
    static let claimsUnsettled = Count("tenfold_claims_unsettled_total")
    static let claimsSwept = Count("tenfold_claims_swept_total")
    static let runsStarted = Count("tenfold_runs_started_total")
    static let runsRunning = Level("tenfold_runs_running")
    static let runsRecovered = Count("tenfold_runs_recovered_total")
    static let runsPostponed = Count("tenfold_runs_postponed_total")
    static let runsStuck = Count("tenfold_runs_stuck_total")
    static let runsSuperseded = Count("tenfold_runs_superseded_total")
    static let duplicatesWaiting = Count("tenfold_runs_duplicates_waiting_total")
    static let eventsAppended = Count("tenfold_outbox_appended_total")
    static let outboxSwept = Count("tenfold_outbox_swept_total")
    static let timersRun = Count("tenfold_timers_run_total")
    static let timersFailed = Count("tenfold_timers_failed_total")
    static let invalidationsAppended = Count("tenfold_invalidations_appended_total")
    static let invalidationsMissed = Count("tenfold_invalidations_missed_total")
}

/// A counter.
struct Count: Sendable {
    private let counter: Counter

    init(_ label: String) { counter = Counter(label: label) }

    func increment(by amount: Int = 1) {
        guard amount > 0 else { return }
        counter.increment(by: amount)
    }
}

/// A gauge.
struct Level: Sendable {
    private let gauge: Gauge

    init(_ label: String) { gauge = Gauge(label: label) }

    func record(_ value: Int) { gauge.record(value) }
}
