import Metrics

/// What a verifier counts. Handles are made once.
struct TokenVerifierMetrics: Sendable {
    let knownAgain: Counter
    let verified: Counter
    let remembered: Gauge
    let running: Gauge
    let awaitingKeys: Gauge
    private let refused: [TokenRefusal.Reason: Counter]

    /// - Parameter name: of the verifier.
    init(name: String) {
        let label = ("verifier", name)
        let verifications = "tenfold_gateway_token_verifications_total"
        knownAgain = Counter(label: verifications, dimensions: [label, ("by", "memory")])
        verified = Counter(label: verifications, dimensions: [label, ("by", "signature")])
        remembered = Gauge(label: "tenfold_gateway_tokens_remembered", dimensions: [label])
        running = Gauge(label: "tenfold_gateway_token_verifications_running", dimensions: [label])
        awaitingKeys = Gauge(label: "tenfold_gateway_tokens_awaiting_keys", dimensions: [label])
        refused = TokenRefusal.Reason.allCases.reduce(into: [:]) { counters, reason in
            counters[reason] = Counter(
                label: "tenfold_gateway_tokens_refused_total", dimensions: [label, ("reason", reason.rawValue)])
        }
    }

    func count(_ refusal: TokenRefusal) { refused[refusal.reason]?.increment() }
}
