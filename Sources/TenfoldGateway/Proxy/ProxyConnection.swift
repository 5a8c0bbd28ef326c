import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// A client's connection to a proxy, or one stream of it: the only handler of HTTP/1.1's bytes. It parses requests in order,
/// one at a time, sends each on, and writes what its server answers.
///
/// The parts: `+Intake` takes requests in, `+Deciding` holds them against the rules, `+Sending` finds them a server,
/// `+Answer` writes responses, `+Tunnel` is what follows an upgrade, `+Ending` closes and keeps time.
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

    let proxy: ProxyLoop
    let scheme: String
    private let clientProtocol: ClientProtocol
    var context: ChannelHandlerContext?
    var phase = Phase.open
    /// The connection's other end.
    var peer = ""
    var peerAddress: ClientAddress?
    var isTrustedProxy = false
    var client = ForwardedClient(address: "", scheme: "http")

    // Intake. What is marked holds without checks of exclusive access, which every request would pay for: parsing calls
    // nothing that could come back here.
    @exclusivity(unchecked) var reader: RequestReader
    /// What has come and could not be taken yet: the beginning of a head, or what is behind the present request.
    var inbox: ByteBuffer?
    var isTaking = false
    var isReadHeld = false
    var inputIsClosed = false

    // The present request.
    /// From its head to the end of its response.
    var isActive = false
    var requestEnded = true
    var isHead = false
    var isHTTP10 = false
    var closesAfterwards = false
    var responseBegan = false
    var route: RouteEntry?
    var startedAt = NIODeadline.now()
    /// Bytes of its body, with their framing.
    var receivedBytes = 0
    /// Waits until it is known who it is of.
    var heldHead: HeldHead?
    var checkNumber = 0
    var principal: EdgePrincipal?
    /// Whose it is: the connection's other end, or who a trusted proxy says it is.
    var address: ClientAddress?
    /// What a trusted proxy says of its client.
    var forwarded: ForwardedClient?
    /// What its response says besides what its server says.
    var responseLines: [UInt8] = []
    var upgrade: Upgrade?
    var isTunnel = false
    var noted: AccessLog.Noted?

    // Its server.
    var upstream: Upstream?
    var permit: CircuitBreaker.Permit?
    var attempt: Attempt?
    var tried: [Int] = []
    /// What the present answer tells of its server.
    var outcome = AttemptOutcome.success
    var lastOutcome = AttemptOutcome.success
    var status = 0
    /// Counts what comes of the answer.
    var answerProgress = 0
    /// Bytes of the answer, its head and framing included.
    var sentBytes = 0
    var lastServer: HTTPEndpoint?
    var lastAttemptAt = NIODeadline.now()
    /// What its server has not been sent: the head, and the body as far as it has come.
    var unsent = ByteBuffer()
    /// Its head, kept while it may be sent once more.
    var repeatable: ByteBuffer?
    /// It is in the queue of a server, and its place there.
    var isWaiting = false
    var waitTicket = 0

    /// A request at one server.
    struct Attempt {
        let server: UpstreamServer
        let pick: EndpointPool<Int>.Pick
        let startedAt: NIODeadline
        /// Nil while it waits for one.
        var connection: UpstreamConnection?
    }

    // Writing.
    var isWritable = true
    var holdsWrites = false

    // Time.
    /// When the beginning of a head came that is not whole yet.
    var headSince: NIODeadline?
    var idleSince = NIODeadline.now()
    /// Until the present response has to have begun.
    var deadline: NIODeadline?
    var unwritableSince: NIODeadline?
    /// Since when so many bytes have come: of the request's body, of its answer, or through the tunnel.
    var progressSince = NIODeadline.now()
    var progressBytes = 0
    var answerSince = NIODeadline.now()
    var answerSeen = 0

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

    // MARK: Writing

    /// Writes to the client, at the end of the loop's turn.
    func write(_ bytes: ByteBuffer) {
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
