import Metrics
import Synchronization

/// A client's own counts, over all its loops.
final class ClientMetrics: Sendable {
    /// Why a request was refused here, as the label `reason` of `tenfold_http_client_refused_total` spells it.
    enum Refusal: Int, CaseIterable {
        case cannotConnect, poolFull, waitedTooLong, clientClosed, responseTooLarge, deadline

        var label: String {
            switch self {
            case .cannotConnect: "cannot_connect"
            case .poolFull: "pool_full"
            case .waitedTooLong: "waited_too_long"
            case .clientClosed: "client_closed"
            case .responseTooLarge: "response_too_large"
            case .deadline: "deadline"
            }
        }
    }

    private let refused = Refusal.allCases.map {
        Counter(label: "tenfold_http_client_refused_total", dimensions: [("reason", $0.label)])
    }
    private let connectionsGauge = Gauge(label: "tenfold_http_client_connections")
    private let waitingGauge = Gauge(label: "tenfold_http_client_waiting")
    private let open = Atomic<Int>(0)
    private let waiting = Atomic<Int>(0)

    var connectionCount: Int { open.load(ordering: .relaxed) }
    var waitingCount: Int { waiting.load(ordering: .relaxed) }

    func count(_ refusal: Refusal) { refused[refusal.rawValue].increment() }

    func connectionOpened() { connectionsGauge.record(open.add(1, ordering: .relaxed).newValue) }

    func connectionClosed() { connectionsGauge.record(open.subtract(1, ordering: .relaxed).newValue) }

    func waitBegan() { waiting.add(1, ordering: .relaxed) }

    func waitEnded() { waiting.subtract(1, ordering: .relaxed) }

    /// Once a sweep of each loop: waits come and go too fast for a record each.
    func recordWaiting() { waitingGauge.record(waitingCount) }
}

extension HTTPClientError {
    /// How the metrics name it; nil for what is no refusal of the client's own.
    var refusal: ClientMetrics.Refusal? {
        switch code {
        case .cannotConnect: .cannotConnect
        case .poolFull: .poolFull
        case .waitedTooLong: .waitedTooLong
        case .clientClosed: .clientClosed
        case .responseTooLarge: .responseTooLarge
        case .timedOut: .deadline
        case .invalidRequest, .connectionClosed, .malformedResponse: nil
        }
    }
}
