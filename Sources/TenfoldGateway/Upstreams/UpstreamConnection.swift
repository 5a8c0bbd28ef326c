import NIOCore
import TenfoldHTTP
import TenfoldHTTPCaching

/// A proxy's connection to a server: the only handler in its channel. It writes a request as it comes, and hands the
/// response to the request's client as it comes: where nothing in it has to change, the very bytes that were read.
// Unchecked: every variable is touched only on the loop.
final class UpstreamConnection: ChannelInboundHandler, BatchedSender, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    // Checks of exclusive access would be a tenth of a request. They hold without: no access to one of these variables
    // lasts while code runs that could come back to it.
    private let server: UpstreamServer
    private let proxy: ProxyLoop
    @exclusivity(unchecked) private var context: ChannelHandlerContext?
    @exclusivity(unchecked) private var hasEnded = false
    /// Whether its server has counted it.
    @exclusivity(unchecked) var wasOpened = false
    @exclusivity(unchecked) private(set) var idleSince = NIODeadline.now()
    @exclusivity(unchecked) private(set) var isWritable = true
    @exclusivity(unchecked) private var holdsWrites = false
    @exclusivity(unchecked) private var isReadHeld = false

    // The present request.
    @exclusivity(unchecked) private var client: ProxyConnection?
    @exclusivity(unchecked) private var isReused = false
    @exclusivity(unchecked) private var hasResponseByte = false
    @exclusivity(unchecked) private var hadError = false
    /// The body goes on without the framing of its chunks.
    @exclusivity(unchecked) private var isDechunked = false
    /// Behind an upgrade that the server has agreed to.
    @exclusivity(unchecked) private var isTunnel = false
    @exclusivity(unchecked) private var reader: ResponseReader
    /// Whether the head of the response lets another request follow.
    @exclusivity(unchecked) private var keepsConnection = false
    /// The beginning of what the reader needs more of.
    @exclusivity(unchecked) private var inbox: ByteBuffer?

    init(_ server: UpstreamServer, on proxy: ProxyLoop) {
        self.server = server
        self.proxy = proxy
        reader = ResponseReader(limits: proxy.limits.client)
    }

    var isUsable: Bool { !hasEnded }
    /// Whether it is open, as its channel says: of use before it has said so itself.
    var isConnected: Bool { !hasEnded && context?.channel.isActive == true }

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

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        if isWritable { client?.advance() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        // What answers no request is an attack, or nonsense: nothing behind it can be trusted.
        guard client != nil else { return cut() }
        hasResponseByte = true
        client?.answerProgress &+= 1
        if isTunnel {
            client?.progressBytes += bytes.readableBytes
            return send(bytes.readerIndex..<bytes.writerIndex, of: bytes)
        }
        if var waiting = inbox.take() {
            waiting.writeImmutableBuffer(bytes)
            take(waiting)
        } else {
            take(bytes)
        }
    }

    // MARK: The request

    func begin(_ client: ProxyConnection, toHead: Bool, toUpgrade: Bool) {
        self.client = client
        hasResponseByte = false
        isDechunked = false
        reader.begin(toHead: toHead, toUpgrade: toUpgrade)
    }

    /// Writes to the server, at the end of the loop's turn.
    func write(_ bytes: ByteBuffer) {
        context?.write(wrapOutboundOut(bytes), promise: nil)
        guard !holdsWrites else { return }
        holdsWrites = true
        proxy.serverSends.add(self)
    }

    func flush() {
        holdsWrites = false
        context?.flush()
    }

    // MARK: The response

    func clientWritabilityChanged(_ isWritable: Bool) { setReading(isWritable) }

    private func take(_ bytes: ByteBuffer) {
        var unread = bytes
        // What of the bytes goes on in one piece.
        var piece = bytes.readerIndex..<bytes.readerIndex
        do throws(HTTPRefusal) {
            while client != nil {
                switch try reader.next(unread.readableBytesSpan) {
                case .needsMore(let consumed):
                    pass(consumed, &unread, &piece)
                    send(piece, of: bytes)
                    if unread.readableBytes > 0 { inbox = unread }
                    return
                case .interim(let consumed): takeInterim(consumed, &unread, &piece)
                case .head:
                    let head = reader.head
                    keepsConnection = head.flags.keepsConnection
                    if head.status == 101 { return try takeUpgrade(head, unread) }
                    if leavesToAnother(head, &unread) { return }
                    if answersFromCache(head, &unread) { return }
                    try takeHead(head, &unread, &piece)
                case .data(let skip, let count):
                    if isDechunked { unread.moveReaderIndex(forwardBy: skip) } else { pass(skip, &unread, &piece) }
                    if isDechunked { restart(&piece, at: unread, sending: bytes) }
                    if let exchange = client?.exchange,
                        let data = unread.getSlice(at: unread.readerIndex, length: count)
                    {
                        exchange.append(data)
                    }
                    pass(count, &unread, &piece, isData: true)
                case .end(let consumed):
                    pass(consumed, &unread, &piece)
                    return finish(piece, of: bytes, surplus: unread.readableBytes)
                }
            }
        } catch {
            fail(.malformed(error.detail))
        }
    }

    /// Moves on over bytes that belong to the message, and makes them part of the piece if they go on.
    private func pass(_ count: Int, _ unread: inout ByteBuffer, _ piece: inout Range<Int>, isData: Bool = false) {
        unread.moveReaderIndex(forwardBy: count)
        if isData || !isDechunked { piece = piece.lowerBound..<unread.readerIndex }
    }

    private func restart(_ piece: inout Range<Int>, at unread: ByteBuffer, sending bytes: ByteBuffer) {
        send(piece, of: bytes)
        piece = unread.readerIndex..<unread.readerIndex
    }

    /// An interim response is the client's, too, if it can understand it.
    private func takeInterim(_ count: Int, _ unread: inout ByteBuffer, _ piece: inout Range<Int>) {
        if let client, !client.isHTTP10, let interim = unread.getSlice(at: unread.readerIndex, length: count) {
            client.write(interim)
        }
        unread.moveReaderIndex(forwardBy: count)
        piece = unread.readerIndex..<unread.readerIndex
    }

    /// The head of an upgrade goes on as it came: what it says of the connection is the client's, too.
    private func takeUpgrade(_ head: ResponseHeadIndex, _ unread: ByteBuffer) throws(HTTPRefusal) {
        guard let client else { return }
        guard Upgrade.isGranted(by: head, unread), !client.isHTTP10 else {
            throw HTTPRefusal(502, "The upstream goes over to a protocol that nobody asked for.")
        }
        isTunnel = true
        client.responseBegins(status: 101)
        send(unread.readerIndex..<unread.writerIndex, of: unread)
        client.tunnelBegan()
    }

    /// Asks the cache what the head is good for. True where the client gets something else: then this connection is with
    /// its server again, or gone.
    private func answersFromCache(_ head: ResponseHeadIndex, _ unread: inout ByteBuffer) -> Bool {
        guard let client else { return false }
        if let changing = client.changing {
            changing.cache.store.invalidate(
                after: changing.head, in: changing.bytes, scheme: client.scheme == "https" ? .https : .http,
                answeredBy: head, in: unread, prefix: client.route?.route.strip ?? "")
        }
        guard let exchange = client.exchange else { return false }
        let kept = client.route?.filter?.forCache(head, unread)
        let step = exchange.responseBegan(
            kept?.head ?? head, in: kept?.bytes ?? unread, now: .now(), wallSeconds: Int(proxy.nowSeconds))
        if case .forward = step { return false }
        letGo(behind: head, &unread)
        client.answeredFromCache(step, isFailure: head.status >= 500)
        return true
    }

    /// Whether another server is asked instead, and this answer dropped: then this connection is with its server again, or
    /// gone.
    private func leavesToAnother(_ head: ResponseHeadIndex, _ unread: inout ByteBuffer) -> Bool {
        guard head.status == 503, let client, client.mayAskAnother() else { return false }
        letGo(behind: head, &unread)
        client.askAnother()
        return true
    }

    /// Nobody wants the body: where it is whole already the connection is free, and else not worth what is still to come.
    private func letGo(behind head: ResponseHeadIndex, _ unread: inout ByteBuffer) {
        client = nil
        unread.moveReaderIndex(forwardBy: head.byteCount)
        guard hasWholeBody(&unread), unread.readableBytes == 0, head.flags.keepsConnection, isWritable, isUsable else {
            return cut()
        }
        isReused = true
        idleSince = .now()
        server.release(self)
    }

    /// Moves over the body; false where it is not whole, or cannot be read.
    private func hasWholeBody(_ unread: inout ByteBuffer) -> Bool {
        do throws(HTTPRefusal) {
            while true {
                switch try reader.next(unread.readableBytesSpan) {
                case .data(let skip, let count): unread.moveReaderIndex(forwardBy: skip + count)
                case .end(let consumed):
                    unread.moveReaderIndex(forwardBy: consumed)
                    return true
                case .needsMore, .interim, .head: return false
                }
            }
        } catch {
            return false
        }
    }

    private func takeHead(
        _ head: ResponseHeadIndex, _ unread: inout ByteBuffer, _ piece: inout Range<Int>
    ) throws(HTTPRefusal) {
        guard let client else { return }
        isDechunked = client.isHTTP10 && head.flags.contains(.chunked)
        if isDechunked || reader.endsWithConnection { client.closesAfterwards = true }
        let filtered = client.route?.filter?.forClient(head, unread)
        if filtered == nil, client.takesHeadsUnchanged, head.passesUnchanged(unread) {
            client.responseBegins(status: head.status)
            return pass(head.byteCount, &unread, &piece)
        }
        var changed = ByteBuffer()
        try (filtered?.head ?? head).forward(
            filtered?.bytes ?? unread, isDechunked: isDechunked, closes: client.closesAfterwards,
            keepsAlive: client.isHTTP10,
            adding: client.responseLines, into: &changed)
        client.responseBegins(status: head.status)
        client.write(changed)
        unread.moveReaderIndex(forwardBy: head.byteCount)
        piece = unread.readerIndex..<unread.readerIndex
    }

    private func send(_ piece: Range<Int>, of bytes: ByteBuffer) {
        guard !piece.isEmpty, let client, let slice = bytes.getSlice(at: piece.lowerBound, length: piece.count) else {
            return
        }
        client.write(slice)
        if !client.isWritable { setReading(false) }
    }

    /// The connection is free before the client hears the last of it, so that its next request finds it.
    private func finish(_ piece: Range<Int>, of bytes: ByteBuffer, surplus: Int) {
        guard let client else { return }
        send(piece, of: bytes)
        self.client = nil
        let keeps = keepsConnection && surplus == 0 && client.requestEnded && isWritable && isUsable
        isReused = true
        idleSince = .now()
        setReading(true)
        if keeps { server.release(self) } else { cut() }
        client.exchange?.responseEnded()
        client.responseEnded()
    }

    // MARK: Ending

    /// The client wants nothing more of it: what still comes would be the next one's.
    func abandon() {
        client = nil
        cut()
    }

    private func fail(_ failure: UpstreamFailure) {
        guard let failed = client.take() else { return cut() }
        cut()
        failed.failed(failure)
    }

    func cut() {
        let context = context
        end()
        context?.close(promise: nil)
    }

    private func end() {
        guard !hasEnded else { return }
        hasEnded = true
        inbox = nil
        server.remove(self)
        guard let client else { return }
        if isTunnel {
            self.client = nil
            return client.tunnelEnded()
        }
        if reader.endsWithConnection, !hadError { return finish(0..<0, of: ByteBuffer(), surplus: 0) }
        self.client = nil
        client.failed(
            hasResponseByte ? .malformed("it broke off") : .closed(wasReused: isReused))
    }

    private func setReading(_ reads: Bool) {
        guard isReadHeld == reads else { return }
        isReadHeld = !reads
        do {
            try context?.channel.syncOptions?.setOption(.autoRead, value: reads)
        } catch {
            // The channel has closed: nothing is read any more.
        }
    }
}
