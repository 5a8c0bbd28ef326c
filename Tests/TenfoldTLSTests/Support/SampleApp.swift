import NIOCore
import TenfoldHTTP

/// A handler of HTTP/1.1's bytes, of a connection or of a stream, that answers by the path:
///
/// `/hello`, `/large` (1 MiB), `/echo` (chunks, as they come, with trailers), `/count` (bytes of the body, which is read
/// slowly), `/slow` (half a second late), `/fields` (the request's head), `/not-modified`, `/cut` (breaks off), `/open` (ends with the connection).
// Unchecked: every variable is touched only on the connection's loop.
final class SampleApp: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    static let largeSize = 1 << 20

    private var reader = RequestReader(limits: HTTPLimits())
    private var unread = ByteBuffer()
    private var path = ""
    private var head = ""
    private var isHead = false
    private var count = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unread
        bytes.writeImmutableBuffer(unwrapInboundIn(data))
        do throws(HTTPRefusal) {
            while try takeNext(&bytes, context) {}
        } catch {
            answer(context, status: "400 Bad Request", error.detail)
            context.close(promise: nil)
        }
        unread = bytes
    }

    private func takeNext(_ bytes: inout ByteBuffer, _ context: ChannelHandlerContext) throws(HTTPRefusal) -> Bool {
        switch try reader.next(bytes.readableBytesSpan) {
        case .needsMore(let consumed):
            bytes.moveReaderIndex(forwardBy: consumed)
            return false
        case .head: begin(bytes.readSlice(length: reader.head.byteCount) ?? ByteBuffer(), context)
        case .data(let skip, let count):
            bytes.moveReaderIndex(forwardBy: skip)
            if let data = bytes.readSlice(length: count) { take(context, data) }
        case .end(let consumed):
            bytes.moveReaderIndex(forwardBy: consumed)
            finish(context)
        }
        return true
    }

    private func begin(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        let index = reader.head
        head = String(buffer: bytes)
        path =
            bytes.getString(at: bytes.readerIndex + Int(index.pathStart), length: Int(index.pathEnd - index.pathStart))
            ?? ""
        isHead = head.hasPrefix("HEAD ")
        count = 0
        if index.flags.contains(.expectsContinue) { send(context, "HTTP/1.1 100 Continue\r\n\r\n") }
        if path == "/echo" {
            send(context, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-bytes\r\n\r\n")
        }
    }

    private func take(_ context: ChannelHandlerContext, _ data: ByteBuffer) {
        count += data.readableBytes
        switch path {
        case "/echo":
            send(context, String(data.readableBytes, radix: 16) + "\r\n")
            context.write(wrapOutboundOut(data), promise: nil)
            send(context, "\r\n")
        case "/count": pause(context)
        default: break
        }
    }

    /// Reads on in the loop's next turns, as one who has no room does.
    private func pause(_ context: ChannelHandlerContext) {
        try? context.channel.syncOptions?.setOption(.autoRead, value: false)
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(1)) {
            guard context.channel.isActive else { return }
            try? context.channel.syncOptions?.setOption(.autoRead, value: true)
            context.read()
        }
    }

    private func finish(_ context: ChannelHandlerContext) {
        switch path {
        case "/hello": answer(context, "hello")
        case "/slow":
            context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(500)) { self.answer(context, "at last") }
        case "/large": answer(context, String(repeating: "x", count: Self.largeSize))
        case "/echo": send(context, "0\r\nx-bytes: \(count)\r\n\r\n")
        case "/count": answer(context, "\(count)")
        case "/fields": answer(context, head)
        case "/not-modified": send(context, "HTTP/1.1 304 Not Modified\r\netag: \"a\"\r\n\r\n")
        case "/cut":
            send(context, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
            context.close(promise: nil)
        case "/open":
            send(context, "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nopen")
            let sent = context.eventLoop.makePromise(of: Void.self)
            sent.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: sent)
        default: answer(context, status: "404 Not Found", "")
        }
    }

    private func answer(_ context: ChannelHandlerContext, status: String = "200 OK", _ text: String) {
        let head = "HTTP/1.1 \(status)\r\ncontent-type: text/plain\r\ncontent-length: \(text.utf8.count)\r\n\r\n"
        send(context, isHead ? head : head + text)
    }

    private func send(_ context: ChannelHandlerContext, _ text: String) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}
