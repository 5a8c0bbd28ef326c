import Metrics

/// What a key set's cache counts. Handles are made once.
struct KeySetMetrics: Sendable {
    enum Outcome: String, CaseIterable, Sendable {
        /// The keys are the same as before.
        case unchanged
        case changed
        /// Nothing came, or not in time.
        case failed
        /// What came is no key set.
        case unusable
    }

    private let outcomes: [Outcome: Counter]
    private let ignored: [JWKSet.Ignored: Counter]
    private let keyCount: Gauge
    private let keyAge: Gauge

    /// - Parameter name: of the verifier.
    init(name: String) {
        let label = ("verifier", name)
        outcomes = Outcome.allCases.reduce(into: [:]) { counters, outcome in
            counters[outcome] = Counter(
                label: "tenfold_gateway_token_key_refreshes_total", dimensions: [label, ("outcome", outcome.rawValue)])
        }
        ignored = JWKSet.Ignored.allCases.reduce(into: [:]) { counters, reason in
            counters[reason] = Counter(
                label: "tenfold_gateway_token_keys_ignored_total", dimensions: [label, ("reason", reason.rawValue)])
        }
        keyCount = Gauge(label: "tenfold_gateway_token_keys", dimensions: [label])
        keyAge = Gauge(label: "tenfold_gateway_token_keys_age_seconds", dimensions: [label])
    }

    func count(_ outcome: Outcome) { outcomes[outcome]?.increment() }

    func count(_ keys: [JWKSet.Ignored: Int]) {
        for (reason, number) in keys { ignored[reason]?.increment(by: number) }
    }

    func record(keys number: Int, ageSeconds: Int64?) {
        keyCount.record(number)
        keyAge.record(ageSeconds ?? 0)
    }
}
