import NIOCore
import NIOHTTP1

/// The client's handler behind NIOHTTP1's codec: one request, one response, then the next.
final class ClientExchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let eventLoop: any EventLoop
    private let limit: Int
    private var context: ChannelHandlerContext?
    private var promise: EventLoopPromise<ClientResponse>?
    private var timer: Scheduled<Void>?
    private var response: ClientResponse?

    init(eventLoop: any EventLoop, limit: Int) {
        self.eventLoop = eventLoop
        self.limit = limit
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func send(_ head: HTTPRequestHead, body: ByteBuffer?, timeout: TimeAmount) -> EventLoopFuture<ClientResponse> {
        guard let context, context.channel.isActive else {
            return eventLoop.makeFailedFuture(HTTPClientError.connectionClosed)
        }
        guard promise == nil else { return context.eventLoop.makeFailedFuture(HTTPClientError.busy) }
        let promise = context.eventLoop.makePromise(of: ClientResponse.self)
        self.promise = promise
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { self.fail(.timedOut) }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body, body.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenFailure { error in
            // The encoder's validation refuses fields before a byte is out.
            self.fail(error is HTTPParserError ? .malformed("\(error)") : .connectionClosed)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        return promise.futureResult
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            response = ClientResponse(
                status: HTTPStatus(Int(head.status.code)),
                fields: HTTPFields(lines: head.headers.map { HTTPFields.Field(name: $0.name, value: $0.value) }),
                body: ByteBuffer(), keepsConnection: head.isKeepAlive)
        case .body(let piece): take(piece)
        case .end: complete()
        }
    }

    private func take(_ piece: ByteBuffer) {
        guard let received = response?.body.readableBytes else { return }
        guard received + piece.readableBytes <= limit else { return fail(.tooLarge(limit: limit)) }
        if received == 0 { response?.body = piece } else { response?.body.writeImmutableBuffer(piece) }
    }

    private func complete() {
        timer?.cancel()
        guard let promise = promise.take(), let response = response.take() else { return }
        if !response.keepsConnection { context?.close(promise: nil) }
        promise.succeed(response)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error is HTTPParserError || error is NIOHTTPDecoderError ? .malformed("\(error)") : .connectionClosed)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.connectionClosed)
        context.fireChannelInactive()
    }

    private func fail(_ error: HTTPClientError) {
        timer?.cancel()
        response = nil
        let failed = promise.take()
        context?.close(promise: nil)
        failed?.fail(error)
    }
}
