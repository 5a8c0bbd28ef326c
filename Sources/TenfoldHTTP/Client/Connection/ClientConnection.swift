import NIOCore
import TenfoldCore

/// A client's connection: the only handler in its channel, bytes in and bytes out. It writes a request, reads the
/// response, and goes back to its pool.
// Unchecked: every variable is touched only on the connection's loop.
final class ClientConnection: ChannelInboundHandler, BatchedSender, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let pool: EndpointPool
    private var context: ChannelHandlerContext?
    private var hasEnded = false
    /// When a sweep first saw it idle.
    var idleSince: ContinuousClock.Instant?

    // The present call. What is marked holds without checks of exclusive access, which every call would pay for: no
    // access calls what could come back.
    @exclusivity(unchecked) private var call: ClientCall?
    private var isFlushed = false
    private var hasResponseByte = false
    /// A body that is being sent from where it is.
    @exclusivity(unchecked) private var largeBody: ByteBuffer?
    private var isSendingBody = false
    /// It has carried a call to its end before.
    private var isReused = false

    // As above: neither parser nor encoder calls anything of ours.
    @exclusivity(unchecked) private var reader: ResponseReader
    @exclusivity(unchecked) private var out: ByteBuffer
    /// The beginning of what the reader needs more of.
    @exclusivity(unchecked) private var inbox: ByteBuffer?
    /// The head of the response, and behind it as much of the body as has come.
    @exclusivity(unchecked) private var response = ByteBuffer()
    private var bodyBytes = 0
    private var hadError = false

    init(_ pool: EndpointPool) {
        self.pool = pool
        reader = ResponseReader(limits: pool.pool.options.parserLimits)
        out = ByteBufferAllocator().buffer(capacity: 512)
    }

    var isUsable: Bool { !hasEnded && context?.channel.isActive == true }

    var deadline: ContinuousClock.Instant? { call?.deadline }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) { end() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        hadError = true
        cut()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        // What answers no request is an attack, or nonsense: nothing behind it can be trusted.
        guard call != nil, isFlushed else { return cut() }
        hasResponseByte = true
        if var waiting = inbox.take() {
            waiting.writeImmutableBuffer(bytes)
            take(waiting)
        } else {
            take(bytes)
        }
    }

    // MARK: Requests

    /// Writes the call's request; it goes out at the end of the loop's turn.
    func begin(_ call: ClientCall) {
        let request = call.request
        do throws(HTTPClientError) {
            largeBody = try RequestEncoder.encode(request, hostLine: pool.hostLine, into: &out)
        } catch {
            pool.pool.fail(call, error)
            return pool.release(self)
        }
        call.connection = self
        self.call = call
        isFlushed = false
        hasResponseByte = false
        reader.begin(toHead: request.method == .head)
        pool.pool.sends.add(self)
    }

    func flush() {
        guard call != nil, !isFlushed, let context else { return }
        isFlushed = true
        let isLarge = out.readableBytes > 64 * 1024
        if let body = largeBody.take() {
            context.write(wrapOutboundOut(out), promise: nil)
            isSendingBody = true
            let sent = context.eventLoop.makePromise(of: Void.self)
            sent.futureResult.assumeIsolated().whenComplete { _ in self.isSendingBody = false }
            context.writeAndFlush(wrapOutboundOut(body), promise: sent)
        } else {
            context.writeAndFlush(wrapOutboundOut(out), promise: nil)
        }
        // Storage that is still being sent is left to the channel; what has grown large is not worth keeping.
        if isLarge { out = ByteBufferAllocator().buffer(capacity: 512) } else { out.clear() }
    }

    // MARK: Responses

    private func take(_ bytes: ByteBuffer) {
        var unread = bytes
        do throws(HTTPRefusal) {
            while true {
                switch try reader.next(unread.readableBytesSpan) {
                case .needsMore(let consumed):
                    unread.moveReaderIndex(forwardBy: consumed)
                    if unread.readableBytes > 0 { inbox = unread }
                    return
                case .interim(let consumed): unread.moveReaderIndex(forwardBy: consumed)
                case .head: beginResponse(&unread)
                case .data(let skip, let count):
                    unread.moveReaderIndex(forwardBy: skip)
                    guard takeBody(&unread, count) else { return }
                case .end(let consumed): return finish(surplus: unread.readableBytes - consumed)
                }
            }
        } catch {
            fail(.malformed(error.detail))
        }
    }

    /// A copy: read buffers are much larger than most responses, and are used again where nobody keeps them.
    private func beginResponse(_ unread: inout ByteBuffer) {
        let head = reader.head
        response = ByteBufferAllocator().buffer(capacity: head.byteCount + min(head.contentLength, 64 * 1024))
        bodyBytes = 0
        append(&unread, head.byteCount)
    }

    private func takeBody(_ unread: inout ByteBuffer, _ count: Int) -> Bool {
        let limit = pool.pool.options.responseBodyBytes
        bodyBytes += count
        guard bodyBytes <= limit else {
            fail(.tooLarge(limit: limit))
            return false
        }
        append(&unread, count)
        return true
    }

    private func append(_ unread: inout ByteBuffer, _ count: Int) {
        guard let piece = unread.readSlice(length: count) else { return }
        response.writeImmutableBuffer(piece)
    }

    private func finish(surplus: Int) {
        guard let call = call.take() else { return }
        let head = reader.head
        let keeps = head.keepsConnection && surplus == 0 && !isSendingBody && !reader.endsWithConnection && isUsable
        let whole = response
        response = ByteBuffer()
        let answer = ClientResponse(
            status: HTTPStatus(head.status), fields: HTTPFields(ResponseHead(whole, head.fields)),
            body: whole.getSlice(at: whole.readerIndex + head.byteCount, length: bodyBytes) ?? ByteBuffer(),
            keepsConnection: keeps)
        isReused = true
        if keeps { pool.release(self) } else { cut() }
        call.succeed(answer)
    }

    // MARK: Ending

    func timeOut() { fail(isFlushed ? .timedOut(pool.endpoint) : .waitedTooLong(pool.endpoint)) }

    private func fail(_ error: HTTPClientError) {
        let failed = call.take()
        cut()
        if let failed { pool.pool.fail(failed, error) }
    }

    /// Ends the present call and the connection, whose next bytes would be its response.
    func abandon(_ error: any Error) {
        let abandoned = call.take()
        cut()
        abandoned?.fail(error)
    }

    /// Closes at once. A call under way fails.
    func cut() {
        let context = context
        end()
        context?.close(promise: nil)
    }

    private func end() {
        guard !hasEnded else { return }
        hasEnded = true
        inbox = nil
        pool.remove(self)
        if call != nil { endCall() }
    }

    private func endCall() {
        if reader.endsWithConnection, !hadError { return finish(surplus: 0) }
        guard let call = call.take() else { return }
        let reach: HTTPClientError.Reach = !isFlushed ? .unsent : isReused && !hasResponseByte ? .stale : .unknown
        pool.pool.fail(call, HTTPClientError.connectionClosed(pool.endpoint, reach))
    }
}
