import Metrics
import Synchronization

/// What a transport counts. Handles are made once.
final class TransportMetrics: Sendable {
    /// Why a handshake failed, as the label `reason` spells it.
    enum HandshakeFailure: String, CaseIterable {
        /// The client spoke no TLS, none that is allowed, or was not content with the certificate.
        case refused
        /// The client went away.
        case closed
        case timeout

        var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    private let limits = HTTP2LimitKind.allCases.map {
        Counter(label: "tenfold_gateway_http2_limit_total", dimensions: [("limit", $0.rawValue)])
    }
    private let handshakes = HandshakeFailure.allCases.map {
        Counter(label: "tenfold_gateway_tls_handshakes_failed_total", dimensions: [("reason", $0.rawValue)])
    }
    private let malformed = Counter(label: "tenfold_gateway_http2_malformed_requests_total")
    private let connectionsGauge = Gauge(label: "tenfold_gateway_http2_connections")
    private let streamsGauge = Gauge(label: "tenfold_gateway_http2_streams")
    private let connections = Atomic<Int>(0)
    private let streams = Atomic<Int>(0)

    var connectionCount: Int { connections.load(ordering: .relaxed) }
    var streamCount: Int { streams.load(ordering: .relaxed) }

    func count(_ limit: HTTP2LimitKind) { limits[limit.index].increment() }

    func count(_ failure: HandshakeFailure) { handshakes[failure.index].increment() }

    func countMalformedRequest() { malformed.increment() }

    func connectionOpened() { connectionsGauge.record(connections.add(1, ordering: .relaxed).newValue) }

    /// With the streams that it still had.
    func connectionClosed(streams lost: Int) {
        connectionsGauge.record(connections.subtract(1, ordering: .relaxed).newValue)
        streamsGauge.record(streams.subtract(lost, ordering: .relaxed).newValue)
    }

    func streamOpened() { streamsGauge.record(streams.add(1, ordering: .relaxed).newValue) }

    func streamClosed() { streamsGauge.record(streams.subtract(1, ordering: .relaxed).newValue) }
}
