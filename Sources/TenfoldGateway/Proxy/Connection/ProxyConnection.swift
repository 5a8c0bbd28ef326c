import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldHTTPCaching
import TenfoldIdentity
import TenfoldResilience

/// A client's connection to a proxy, or one stream of it: the only handler of HTTP/1.1's bytes. It parses requests in order,
/// one at a time, sends each on, and writes what its server answers.
///
/// The parts: `+Intake` takes requests in, `+Deciding` holds them against the rules, `+Admission` asks whether
/// their upstream can take them, `+Sending` finds them a server,
/// `+Answer` writes responses, `+Caching` leads requests through the cache, `+Mirroring` copies them, `+Tunnel` is what
/// follows an upgrade, `+Ending` closes and keeps time.
// Unchecked: every variable is touched only on the connection's loop.
final class ProxyConnection: ChannelInboundHandler, BatchedSender, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        case open
        /// The last response is on its way; what still comes in is dropped.
        case closing(until: NIODeadline)
        case closed
    }

    // Checks of exclusive access would be a tenth of a request. They hold without: no access to one of these variables
    // lasts while code runs that could come back to it.
    let proxy: ProxyLoop
    let scheme: String
    private let clientProtocol: ClientProtocol
    @exclusivity(unchecked) var context: ChannelHandlerContext?
    @exclusivity(unchecked) var phase = Phase.open
    /// The connection's other end.
    @exclusivity(unchecked) var peer = ""
    @exclusivity(unchecked) var peerAddress: ClientAddress?
    @exclusivity(unchecked) var isTrustedProxy = false
    @exclusivity(unchecked) var client = ForwardedClient(address: "", scheme: "http")

    // Intake.
    @exclusivity(unchecked) var reader: RequestReader
    /// What has come and could not be taken yet: the beginning of a head, or what is behind the present request.
    @exclusivity(unchecked) var inbox: ByteBuffer?
    @exclusivity(unchecked) var isTaking = false
    @exclusivity(unchecked) var isReadHeld = false
    @exclusivity(unchecked) var inputIsClosed = false

    // The present request.
    /// From its head to the end of its response.
    @exclusivity(unchecked) var isActive = false
    @exclusivity(unchecked) var requestEnded = true
    @exclusivity(unchecked) var isHead = false
    @exclusivity(unchecked) var isHTTP10 = false
    @exclusivity(unchecked) var closesAfterwards = false
    @exclusivity(unchecked) var responseBegan = false
    @exclusivity(unchecked) var route: RouteEntry?
    @exclusivity(unchecked) var startedAt = NIODeadline.now()
    /// Bytes of its body, with their framing.
    @exclusivity(unchecked) var receivedBytes = 0
    /// No server is asked before its body is whole.
    @exclusivity(unchecked) var isCollecting = false
    /// Waits until it is known who it is of.
    @exclusivity(unchecked) var heldHead: HeldHead?
    @exclusivity(unchecked) var checkNumber = 0
    @exclusivity(unchecked) var principal: EdgePrincipal?
    /// Whose it is: the connection's other end, or who a trusted proxy says it is.
    @exclusivity(unchecked) var address: ClientAddress?
    /// What a trusted proxy says of its client.
    @exclusivity(unchecked) var forwarded: ForwardedClient?
    /// What its response says besides what its server says.
    @exclusivity(unchecked) var responseLines: [UInt8] = []
    @exclusivity(unchecked) var upgrade: Upgrade?
    @exclusivity(unchecked) var isTunnel = false
    /// Compresses its response.
    @exclusivity(unchecked) private var compression: CompressionFilter?
    @exclusivity(unchecked) private var isCompressed = false
    /// Leads it through the cache.
    @exclusivity(unchecked) var exchange: CachedExchange?
    /// It waits for the answer to an equal one.
    @exclusivity(unchecked) var waitingTurn: WaitingTurn?
    /// It may change what the cache holds.
    @exclusivity(unchecked) var changing: ChangingRequest?
    /// No client waits for it: it renews a stale answer, or copies a request.
    @exclusivity(unchecked) private(set) var isBackground = false
    /// The copy of the present request, while its body is on its way.
    @exclusivity(unchecked) var mirrored: ProxyConnection?
    @exclusivity(unchecked) var noted: AccessLog.Noted?

    // Its server.
    /// Its upstream's place among the gateway's.
    @exclusivity(unchecked) var target = 0
    @exclusivity(unchecked) var upstream: Upstream?
    @exclusivity(unchecked) var permit: CircuitBreaker.Permit?
    /// Its number at its upstream's adaptive limit, and whether that has not decided yet.
    @exclusivity(unchecked) var roomNumber: Int?
    @exclusivity(unchecked) var awaitsRoom = false
    @exclusivity(unchecked) var attempt: Attempt?
    @exclusivity(unchecked) var tried: [Int] = []
    /// What the present answer tells of its server.
    @exclusivity(unchecked) var outcome = AttemptOutcome.success
    @exclusivity(unchecked) var lastOutcome = AttemptOutcome.success
    @exclusivity(unchecked) var status = 0
    /// Counts what comes of the answer.
    @exclusivity(unchecked) var answerProgress = 0
    /// Bytes of the answer, its head and framing included.
    @exclusivity(unchecked) var sentBytes = 0
    @exclusivity(unchecked) var lastServer: HTTPEndpoint?
    @exclusivity(unchecked) var lastAttemptAt = NIODeadline.now()
    /// What its server has not been sent: the head, and the body as far as it has come.
    @exclusivity(unchecked) var unsent = ByteBuffer()
    /// It may be sent more than once, if it is known as a whole.
    @exclusivity(unchecked) var isRepeatable = false
    /// All of it, kept while it may be sent once more.
    @exclusivity(unchecked) var repeatable: ByteBuffer?
    /// It is in the queue of a server, and its place there.
    @exclusivity(unchecked) var isWaiting = false
    @exclusivity(unchecked) var waitTicket = 0

    /// A request at one server.
    struct Attempt {
        let server: UpstreamServer
        let pick: EndpointPool.Pick
        let startedAt: NIODeadline
        /// Nil while it waits for one.
        var connection: UpstreamConnection?
    }

    // Writing.
    @exclusivity(unchecked) var isWritable = true
    @exclusivity(unchecked) var holdsWrites = false

    // Time.
    /// When the beginning of a head came that is not whole yet.
    @exclusivity(unchecked) var headSince: NIODeadline?
    @exclusivity(unchecked) var idleSince = NIODeadline.now()
    /// Until the present response has to have begun.
    @exclusivity(unchecked) var deadline: NIODeadline?
    @exclusivity(unchecked) var unwritableSince: NIODeadline?
    /// Since when so many bytes have come: of the request's body, of its answer, or through the tunnel.
    @exclusivity(unchecked) var progressSince = NIODeadline.now()
    @exclusivity(unchecked) var progressBytes = 0
    @exclusivity(unchecked) var answerSince = NIODeadline.now()
    @exclusivity(unchecked) var answerSeen = 0

    init(_ proxy: ProxyLoop, _ clientProtocol: ClientProtocol, scheme: String) {
        self.proxy = proxy
        self.clientProtocol = clientProtocol
        self.scheme = scheme
        reader = RequestReader(limits: proxy.limits.client)
    }

    var isOpen: Bool { if case .open = phase { true } else { false } }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // A stream's channel may be active before its handlers are there.
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        ended()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) { begin(context) }

    private func begin(_ context: ChannelHandlerContext) {
        guard peer.isEmpty else { return }
        // Of the channel: the context of an HTTP/2 stream knows none.
        peer = context.channel.remoteAddress?.ipAddress ?? "unknown"
        peerAddress = ClientAddress(peer)
        address = peerAddress
        client = ForwardedClient(address: peer, scheme: scheme)
        isTrustedProxy = peerAddress.map { peer in proxy.plan.trusted.contains { $0.contains(peer) } } ?? false
        proxy.add(self)
        if proxy.isDraining { drainBegan() }
    }

    func channelInactive(context: ChannelHandlerContext) { ended() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isOpen else { return }
        receive(unwrapInboundIn(data))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The channel closes by itself where an I/O error is final.
        if !(error is IOError) { cut() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed, clientProtocol == .http1 { inputClosed() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        unwritableSince = isWritable ? nil : .now()
        attempt?.connection?.clientWritabilityChanged(isWritable)
    }

    /// Stands for a client that is not there, with a request like another's.
    func becomeBackground(of other: ProxyConnection) {
        isBackground = true
        (peer, peerAddress, client) = (other.peer, other.peerAddress, other.client)
        (address, forwarded, principal) = (other.address, other.forwarded, other.principal)
        (route, target, startedAt) = (other.route, other.target, .now())
        deadline = startedAt + (other.route?.timeout ?? .zero)
        isActive = true
        // There is no client to be too slow.
        isReadHeld = true
        proxy.add(self)
    }

    // MARK: Writing

    /// Writes a part of a response, at the end of the loop's turn.
    func write(_ bytes: ByteBuffer) {
        guard isCompressed else { return send(bytes) }
        if let compressed = compression?.take(bytes), compressed.readableBytes > 0 { send(compressed) }
    }

    /// From now on, what is written is compressed as the rule says.
    func compress(by rule: CompressionRule, takesGzip: Bool) {
        isCompressed = true
        compression = CompressionFilter(
            rule, proxy.gzipStreams, takesGzip: takesGzip, toHead: isHead, limits: proxy.limits.client)
    }

    /// The response is whole, or given up.
    func endCompression(isWhole: Bool) {
        guard isCompressed else { return }
        if isWhole, let rest = compression?.end() { send(rest) }
        compression = nil
        isCompressed = false
    }

    private func send(_ bytes: ByteBuffer) {
        sentBytes &+= bytes.readableBytes
        context?.write(wrapOutboundOut(bytes), promise: nil)
        guard !holdsWrites else { return }
        holdsWrites = true
        proxy.clientSends.add(self)
    }

    func flush() {
        holdsWrites = false
        context?.flush()
    }

    // MARK: Reading

    func setReading(_ reads: Bool) {
        guard isReadHeld == reads else { return }
        isReadHeld = !reads
        do {
            try context?.channel.syncOptions?.setOption(.autoRead, value: reads)
            // The channel of a stream does not by itself hand out what it has held back.
            if reads, clientProtocol == .http2 { context?.read() }
        } catch {
            // The channel has closed: nothing is read any more.
        }
    }
}
