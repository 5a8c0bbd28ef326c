import Metrics

/// What the deliveries of one publisher to one subscriber count.
struct DeliveryMetrics: Sendable {
    let applied: Counter
    let duplicates: Counter
    let failures: Counter
    let gaps: Counter
    let stalls: Counter
    let parked: Counter
    let attemptSeconds: Timer
    let parkedRows: Gauge
    let inMemory: Gauge
    let isBlocked: Gauge
    let lagEvents: Gauge
    let lagSeconds: Gauge

    init(publisher: String, subscriber: String) {
        let labels = [("publisher", publisher), ("subscriber", subscriber)]
        applied = Counter(label: "tenfold_events_applied_total", dimensions: labels)
        duplicates = Counter(label: "tenfold_events_duplicates_total", dimensions: labels)
        failures = Counter(label: "tenfold_events_failures_total", dimensions: labels)
        gaps = Counter(label: "tenfold_events_gaps_total", dimensions: labels)
        stalls = Counter(label: "tenfold_events_stalls_total", dimensions: labels)
        parked = Counter(label: "tenfold_events_parked_total", dimensions: labels)
        attemptSeconds = Timer(label: "tenfold_events_attempt_seconds", dimensions: labels)
        parkedRows = Gauge(label: "tenfold_events_parked_rows", dimensions: labels)
        inMemory = Gauge(label: "tenfold_events_in_memory", dimensions: labels)
        isBlocked = Gauge(label: "tenfold_events_blocked", dimensions: labels)
        lagEvents = Gauge(label: "tenfold_events_lag", dimensions: labels)
        lagSeconds = Gauge(label: "tenfold_events_lag_seconds", dimensions: labels)
    }
}
