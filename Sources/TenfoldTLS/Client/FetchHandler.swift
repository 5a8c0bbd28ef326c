import NIOCore
import TenfoldHTTP

/// The only handler of HTTP of a connection for one GET: asks when it is connected, and keeps the response.
// Unchecked: every variable is touched only on the connection's loop.
final class FetchHandler: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let url: FetchURL
    private let name: String
    private let limit: Int
    private let done: EventLoopPromise<FetchedDocument>
    private var reader = ResponseReader(limits: HTTPLimits())
    private var unread = ByteBuffer()
    private var document: FetchedDocument?
    private var isOver = false

    /// - Parameters:
    ///   - name: the URL as the caller wrote it.
    ///   - limit: of the body, in bytes.
    init(_ url: FetchURL, name: String, limit: Int, done: EventLoopPromise<FetchedDocument>) {
        self.url = url
        self.name = name
        self.limit = limit
        self.done = done
    }

    func channelActive(context: ChannelHandlerContext) {
        reader.begin(toHead: false)
        let request =
            "GET \(url.target) HTTP/1.1\r\nhost: \(url.authority)\r\naccept: */*\r\nuser-agent: tenfold\r\n"
            + "connection: close\r\n\r\n"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        var bytes = unread
        bytes.writeImmutableBuffer(unwrapInboundIn(data))
        do throws(HTTPRefusal) {
            while !isOver, try takeNext(&bytes, context) {}
        } catch {
            fail(.malformed(name, error.detail), context)
        }
        unread = bytes
    }

    /// False where the bytes do not suffice.
    private func takeNext(_ bytes: inout ByteBuffer, _ context: ChannelHandlerContext) throws(HTTPRefusal) -> Bool {
        switch try reader.next(bytes.readableBytesSpan) {
        case .needsMore(let consumed):
            bytes.moveReaderIndex(forwardBy: consumed)
            return false
        case .interim(let consumed): bytes.moveReaderIndex(forwardBy: consumed)
        case .head:
            let head = reader.head
            document = FetchedDocument(status: head.status, fields: head.lines(in: bytes))
            bytes.moveReaderIndex(forwardBy: head.byteCount)
        case .data(let skip, let count):
            bytes.moveReaderIndex(forwardBy: skip)
            guard (document?.body.count ?? 0) + count <= limit else {
                fail(.tooLarge(name, limit), context)
                return false
            }
            document?.body.append(contentsOf: bytes.readBytes(length: count) ?? [])
        case .end:
            finish(context)
            return false
        }
        return true
    }

    /// A body without a length ends with its connection; over TLS only where the server said so.
    func channelInactive(context: ChannelHandlerContext) {
        guard !isOver else { return }
        if reader.endsWithConnection { finish(context) } else { fail(.brokenOff(name, "it was closed"), context) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(document == nil ? .cannotConnect(name, "\(error)") : .brokenOff(name, "\(error)"), context)
    }

    private func finish(_ context: ChannelHandlerContext) {
        guard let document else { return }
        isOver = true
        done.succeed(document)
        context.close(promise: nil)
    }

    private func fail(_ fault: FetchFault, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        done.fail(fault)
        context.close(promise: nil)
    }
}

extension ResponseHeadIndex {
    /// The fields in their order, names in lower case.
    fileprivate func lines(in bytes: ByteBuffer) -> [(name: String, value: String)] {
        guard let start = fields.first?.nameStart else { return [] }
        return FieldLines(bytes.readableBytesView.dropFirst(Int(start)).prefix(byteCount - Int(start))).fields
    }
}
