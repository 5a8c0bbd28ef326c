import Logging
import NIOCore
import NIOHTTP2
import TenfoldHTTP

/// The handlers of a connection in HTTP/2, and of each of its streams.
struct HTTP2Pipeline: Sendable {
    typealias AddHandler = @Sendable (any Channel, ClientProtocol) throws -> Void

    let limits: HTTP2Limits
    /// Those of the handler behind.
    let http: HTTPLimits
    let metrics: TransportMetrics
    let logger: Logger

    /// Puts them at the end of a channel that is active. `addHandler` puts the handler of HTTP/1.1's bytes behind each
    /// stream; where it throws, the stream is refused.
    func add(to channel: any Channel, of loop: TransportLoop, _ addHandler: @escaping AddHandler) throws {
        let connection = HTTP2Connection(limits, loop, metrics, logger, now: channel.eventLoop.now)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(FrameGuard(connection, limits, now: channel.eventLoop.now))
        try pipeline.addHandler(
            NIOHTTP2Handler(
                mode: .server, eventLoop: channel.eventLoop, connectionConfiguration: limits.ofConnection,
                streamConfiguration: limits.ofStream, streamDelegate: connection
            ) { stream in
                stream.eventLoop.makeCompletedFuture { try configure(stream, of: connection, addHandler) }
            })
        try pipeline.addHandler(connection)
    }

    private func configure(
        _ stream: any Channel, of connection: HTTP2Connection, _ addHandler: AddHandler
    ) throws {
        let handler = HTTP2StreamHandler(connection, limits: http)
        try stream.pipeline.syncOperations.addHandler(handler)
        do {
            try addHandler(stream, .http2)
        } catch {
            handler.isRefusing = true
        }
    }
}
