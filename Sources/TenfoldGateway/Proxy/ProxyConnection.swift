import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// A client's connection to a proxy: the only handler in its channel. It parses requests in order, one at a time, sends
/// each on, and writes what its server answers.
///
/// The parts: `+Intake` takes requests in, `+Sending` finds them a server, `+Answer` writes responses, `+Ending` closes and
/// keeps time.
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
    var context: ChannelHandlerContext?
    var phase = Phase.open
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
    var route: RouteTable.Entry?
    var attempt: Attempt?
    var tried: [Int] = []
    /// What the present answer tells of its server.
    var outcome = AttemptOutcome.success
    /// What its server has not been sent: the head, and the body as far as it has come.
    var unsent = ByteBuffer()
    /// Its head, kept while it may be sent once more.
    var repeatable: ByteBuffer?

    /// A request at one server.
    struct Attempt {
        let upstream: Upstream
        let server: UpstreamServer
        let pick: EndpointPool<Int>.Pick
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
    var progressSince = NIODeadline.now()
    var progressBytes = 0

    init(_ proxy: ProxyLoop) {
        self.proxy = proxy
        reader = RequestReader(limits: proxy.limits.client)
    }

    var isOpen: Bool { if case .open = phase { true } else { false } }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        ended()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        client = ForwardedClient(address: context.remoteAddress?.ipAddress ?? "unknown", scheme: "http")
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
        if let event = event as? ChannelEvent, event == .inputClosed { inputClosed() }
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
        } catch {
            // The channel has closed: nothing is read any more.
        }
    }
}
