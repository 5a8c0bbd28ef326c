import NIOCore
import NIOHTTP1
import NIOPosix

/// One request and its answer on a connection of its own, by NIO's own codec: an independent reader of what the server
/// writes.
struct HTTPExchange: Sendable {
    let method: String
    let path: String
    let fields: [String: String]
    let body: [UInt8]?

    func run(host: String, port: Int, from localAddress: String?, within limit: Duration) async throws -> APIResponse {
        do {
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let answer = loop.makePromise(of: APIResponse.self)
            let channel = try await connect(loop, host: host, port: port, from: localAddress, answer)
            let timer = loop.scheduleTask(in: .init(limit)) { answer.fail(NoAnswer("no answer within \(limit)")) }
            // Answers may come before all is written, for instance a 413: so the outcome is the answer's, not the
            // writing's.
            channel.writeAndFlush(self, promise: nil)
            defer {
                timer.cancel()
                channel.close(promise: nil)
            }
            return try await answer.futureResult.get()
        } catch let error as NoAnswer {
            throw error
        } catch {
            throw NoAnswer("\(error)")
        }
    }

    private func connect(
        _ loop: any EventLoop, host: String, port: Int, from localAddress: String?,
        _ answer: EventLoopPromise<APIResponse>
    ) async throws -> any Channel {
        var bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(5))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(ExchangeHandler(answer))
                }
            }
        do {
            if let localAddress {
                bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: localAddress, port: 0))
            }
            return try await bootstrap.connect(host: host, port: port).get()
        } catch {
            answer.fail(error)
            throw error
        }
    }
}

/// Writes an exchange's request and gathers its answer.
private final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPExchange
    typealias OutboundOut = HTTPClientRequestPart

    private let answer: EventLoopPromise<APIResponse>
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []

    init(_ answer: EventLoopPromise<APIResponse>) { self.answer = answer }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: exchange.method), uri: exchange.path,
            headers: HTTPHeaders(exchange.fields.map { ($0.key, $0.value) }))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body = exchange.body {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): if head.status.code >= 200 { self.head = head }
        case .body(let part): body += part.readableBytesView
        case .end:
            guard let head else { return }
            answer.succeed(
                APIResponse(
                    status: Int(head.status.code), fields: head.headers.map { (name: $0.name, value: $0.value) },
                    body: body))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(NoAnswer("the connection was closed before the whole answer had come"))
        context.fireChannelInactive()
    }
}
