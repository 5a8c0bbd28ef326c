package import NIOCore
import NIOHTTP1
import NIOPosix
package import TenfoldCore

/// A client's connection to one server: requests one after another, kept alive between them.
package final class HTTPConnection: Sendable {
    package struct Options: Sendable {
        package var connectTimeout = Duration.seconds(5)
        /// From a request's first byte to its response's last.
        package var requestTimeout = Duration.seconds(30)
        /// The most bytes of a response body.
        package var responseBytes = 16 << 20

        package init() {}
    }

    private let channel: any Channel
    private let exchange: NIOLoopBound<ClientExchange>
    private let host: String
    private let options: Options

    private init(channel: any Channel, exchange: NIOLoopBound<ClientExchange>, host: String, options: Options) {
        self.channel = channel
        self.exchange = exchange
        self.host = host
        self.options = options
    }

    /// Opens a connection. Throws `HTTPClientError`.
    package static func connect(
        host: String, port: Int, options: Options = Options(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws -> HTTPConnection {
        let bootstrap = ClientBootstrap(group: group)
            .connectTimeout(TimeAmount(options.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        do {
            let (channel, exchange) = try await bootstrap.connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let exchange = ClientExchange(eventLoop: channel.eventLoop, limit: options.responseBytes)
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(exchange)
                    return (channel, NIOLoopBound(exchange, eventLoop: channel.eventLoop))
                }
            }
            let authority = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
            return HTTPConnection(channel: channel, exchange: exchange, host: authority, options: options)
        } catch {
            throw HTTPClientError.cannotConnect(host, port, "\(error)")
        }
    }

    package var isOpen: Bool { channel.isActive }

    /// Sends a request and waits for the whole response. `host` and `content-length` are set where they are missing.
    ///
    /// - Throws: `HTTPClientError`; after one of them the connection is closed, but for `.busy`. `CancellationError` if
    ///   the task is cancelled, which closes the connection too.
    package func send(
        _ method: TenfoldCore.HTTPMethod, _ target: String, fields: HTTPFields = [:], body: ByteBuffer? = nil
    ) async throws -> ClientResponse {
        try Task.checkCancellation()
        let head = head(method, target, fields, bodyBytes: body?.readableBytes)
        let timeout = TimeAmount(options.requestTimeout)
        return try await withTaskCancellationHandler {
            do {
                return try await channel.eventLoop.flatSubmit {
                    self.exchange.value.send(head, body: body, timeout: timeout)
                }.get()
            } catch {
                try Task.checkCancellation()
                throw error
            }
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    private func head(
        _ method: TenfoldCore.HTTPMethod, _ target: String, _ fields: HTTPFields, bodyBytes: Int?
    ) -> HTTPRequestHead {
        var headers = HTTPHeaders(fields.map { ($0.name, $0.value) })
        if !headers.contains(name: "host") { headers.add(name: "host", value: host) }
        let needsLength = bodyBytes != nil || method == .post || method == .put || method == .patch
        if needsLength, !headers.contains(name: "content-length") {
            headers.add(name: "content-length", value: String(bodyBytes ?? 0))
        }
        return HTTPRequestHead(
            version: .http1_1, method: NIOHTTP1.HTTPMethod(rawValue: method.rawValue), uri: target, headers: headers)
    }

    /// Closes. A request under way fails with `.connectionClosed`.
    package func close() async {
        try? await channel.close().get()
    }
}
