import Logging
package import NIOCore
import NIOSSL
import Synchronization
package import TenfoldHTTP

/// TLS before a listener, with HTTP/1.1 or HTTP/2 behind it, whichever a client prefers (RFC 7301): a handler of HTTP/1.1's
/// bytes gets the one as it is, and each stream of the other as if it were a connection of its own.
package final class TLSTransport: ClientTransport {
    package struct Configuration: Sendable {
        package var http2 = HTTP2Limits()
        /// Those of the handler behind, for the heads of its responses.
        package var http = HTTPLimits()
        /// From an accepted connection to the end of its handshake; counted in `tenfold_gateway_tls_handshakes_failed_total`.
        package var handshakeTimeout = Duration.seconds(10)

        package init() {}
    }

    private let certificates: ReloadingCertificates
    private let handshakeTimeout: TimeAmount
    private let metrics: TransportMetrics
    private let http2: HTTP2Pipeline
    private let loops = Mutex<[ObjectIdentifier: TransportLoop]>([:])

    package init(_ certificates: ReloadingCertificates, _ configuration: Configuration = Configuration()) {
        self.certificates = certificates
        handshakeTimeout = TimeAmount(configuration.handshakeTimeout)
        metrics = TransportMetrics()
        http2 = HTTP2Pipeline(
            limits: configuration.http2, http: configuration.http, metrics: metrics,
            logger: Logger(label: "tenfold.tls"))
    }

    /// Open connections that speak HTTP/2, and their open streams.
    package var http2Connections: Int { metrics.connectionCount }
    package var http2Streams: Int { metrics.streamCount }

    package func configure(
        _ channel: any Channel, addHandler: @escaping @Sendable (any Channel, ClientProtocol) throws -> Void
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(NIOSSLServerHandler(context: certificates.current.context))
        let handshake = HandshakeHandler(metrics, timeout: handshakeTimeout) { negotiated in
            if negotiated == TLSIdentity.http2 {
                try self.http2.add(to: channel, of: self.loop(channel.eventLoop), addHandler)
            } else {
                try addHandler(channel, .http1)
            }
        }
        try pipeline.addHandler(handshake)
    }

    package func drain(on loop: any EventLoop) {
        let connections = self.loop(loop)
        loop.execute { connections.drain() }
    }

    private func loop(_ loop: any EventLoop) -> TransportLoop {
        loops.withLock { loops in
            if let known = loops[ObjectIdentifier(loop)] { return known }
            let new = TransportLoop()
            loops[ObjectIdentifier(loop)] = new
            return new
        }
    }
}
