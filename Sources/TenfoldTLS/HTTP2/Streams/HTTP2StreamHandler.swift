import NIOCore
import NIOHTTP2
import TenfoldHTTP

/// Between a stream of HTTP/2 and a handler of HTTP/1.1's bytes, which sees a connection with one request: it gets the
/// request as bytes, and the bytes that it writes go out as frames. What it does to its connection ends the stream alone.
// Unchecked: every variable is touched only on the connection's loop.
final class HTTP2StreamHandler: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let connection: HTTP2Connection
    private var context: ChannelHandlerContext?
    private var request = RequestTranslation()
    private var response: ResponseTranslation
    /// When the end of the response has been given to the socket.
    private var end: EventLoopFuture<Void>?
    private var endIsSent = false
    /// The stream is reset, or closed.
    private var isOver = false
    /// Nobody is there who could take the request.
    var isRefusing = false

    init(_ connection: HTTP2Connection, limits: HTTPLimits) {
        self.connection = connection
        response = ResponseTranslation(limits: limits)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelInactive(context: ChannelHandlerContext) {
        isOver = true
        context.fireChannelInactive()
    }

    /// The client has reset the stream, or a frame could not be sent. The handler behind is told by the stream's end.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { reset(.internalError) }

    // MARK: The request

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        guard !isRefusing else { return reset(.refusedStream) }
        do throws(MalformedRequest) {
            switch unwrapInboundIn(data) {
            case .headers(let frame): try take(frame)
            case .data(let frame): try take(frame)
            default: break
            }
        } catch {
            reset(.protocolError)
            connection.refused(error)
        }
    }

    private func take(_ frame: HTTP2Frame.FramePayload.Headers) throws(MalformedRequest) {
        let isHead = !request.hasBegun
        let bytes = try request.take(headers: frame.headers, ends: frame.endStream)
        if isHead { response.begin(toHead: request.isHead) }
        pass(bytes)
    }

    private func take(_ frame: HTTP2Frame.FramePayload.Data) throws(MalformedRequest) {
        guard case .byteBuffer(let data) = frame.data else { return }
        pass(try request.take(data: data, ends: frame.endStream))
    }

    /// A handler that has answered reads no more: what is left of the request is for nobody.
    private func pass(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0, !response.hasEnded else { return }
        context?.fireChannelRead(wrapInboundOut(bytes))
    }

    // MARK: The response

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isOver else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let bytes = unwrapOutboundIn(data)
        do throws(HTTPRefusal) {
            // A handler that ends its connection writes nothing, to hear when all before it is sent.
            let frames = try bytes.readableBytes == 0 ? response.takeEnd() : response.take(bytes)
            send(frames, promise, context)
        } catch {
            reset(.internalError)
            promise?.fail(ChannelError.ioOnClosedChannel)
        }
    }

    private func send(_ frames: [ResponseFrame], _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        guard let last = frames.last else { return settle(promise) }
        for frame in frames.dropLast() { context.write(wrapOutboundOut(frame.payload), promise: nil) }
        guard response.hasEnded else { return context.write(wrapOutboundOut(last.payload), promise: promise) }
        let sent = promise ?? context.eventLoop.makePromise()
        end = sent.futureResult
        sent.futureResult.assumeIsolated().whenSuccess { self.responseIsSent() }
        context.write(wrapOutboundOut(last.payload), promise: sent)
    }

    /// Nothing had to be sent for it: it is done when what was sent before is.
    private func settle(_ promise: EventLoopPromise<Void>?) {
        guard let promise else { return }
        if let end { end.cascade(to: promise) } else { promise.succeed() }
    }

    /// What a client still sends of a request that is answered is not wanted (RFC 9113, section 8.1).
    private func responseIsSent() {
        endIsSent = true
        if !request.hasEnded { reset(.noError) }
    }

    // MARK: Ending

    /// Half of a stream cannot be closed without its end. A response that is whole has ended the stream, or is about to;
    /// one that is not must not look as if it were.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .input: promise?.succeed()
        case .output:
            if !isOver { send(response.takeEnd(), promise, context) } else { promise?.succeed() }
            context.flush()
        case .all:
            if let promise { context.channel.closeFuture.cascade(to: promise) }
            if !endIsSent { reset(.internalError) } else if !request.hasEnded { reset(.noError) }
        }
    }

    private func reset(_ code: HTTP2ErrorCode) {
        guard !isOver, let context else { return }
        isOver = true
        context.writeAndFlush(wrapOutboundOut(.rstStream(code)), promise: nil)
    }
}

extension ResponseFrame {
    fileprivate var payload: HTTP2Frame.FramePayload {
        switch self {
        case .headers(let headers, let ends): .headers(.init(headers: headers, endStream: ends))
        case .data(let data, let ends): .data(.init(data: .byteBuffer(data), endStream: ends))
        }
    }
}
