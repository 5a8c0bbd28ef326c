import NIOCore
import TenfoldCore

/// One client connection: the only handler in its channel, bytes in and bytes out. It parses requests in order, hands
/// each to the connection's one task, encodes the responses and sends them once a read batch.
///
/// The parts: `+Intake` takes requests in, `+Task` runs handlers, `+Answer` and `+Streaming` write responses, `+Ending`
/// closes and keeps time.
// Unchecked: every variable is touched only on the connection's loop, where its task runs too.
final class Connection: ChannelInboundHandler, BatchedSender, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        case open
        /// The last response is on its way; what still comes in is dropped.
        case closing(deadline: NIODeadline)
        case closed
    }

    let loop: LoopContext
    let server: ServerContext
    var context: ChannelHandlerContext?
    var remoteAddress = ""
    var phase = Phase.open
    var eventLoop: any EventLoop { loop.loop }
    let limits: HTTPLimits

    // Requests.
    let exchange = Exchange()
    /// Keeps `content`, and is looked at only by `releaseContent`, which asks whether it is shared.
    // Holds without checks of exclusive access: nothing of ours runs while that is asked.
    @exclusivity(unchecked) private var ownContent: RequestContent
    /// The present request's; used again where no handler has kept it.
    // Holds: `ownContent` keeps it alive, and both are replaced together.
    private(set) unowned(unsafe) var content: RequestContent
    var intake = Intake.awaitingHead
    var bodyFraming = BodyFraming.length(0)
    // Holds without checks of exclusive access, which every request would pay for: parsing calls nothing that could
    // come back here.
    @exclusivity(unchecked) var headParser: RequestHeadParser
    /// Bytes that have not been taken: the beginning of a head, or requests behind the one being answered.
    var inbox = ByteBuffer()
    /// Whether there is anything in it.
    var holdsInbox = false
    /// The exchange's request is complete enough for its handler.
    var isReady = false
    var inputIsClosed = false

    // The task.
    var task: Task<Void, Never>?
    var waiter: UnsafeContinuation<Void, Never>?
    var isHandling = false
    /// What the task is at work on, as the watchdog names it.
    var work = WorkNames.other
    var holdsPlace = false
    var taskHasEnded = false

    // Reading and writing.
    // Holds without checks of exclusive access: what writes to it is the encoder, which calls nothing of ours.
    @exclusivity(unchecked) var out: ByteBuffer
    /// The readable bytes of `out`.
    var outBytes = 0
    private var waitsToSend = false
    var isInRead = false
    var isWritable = true
    var readIsHeld = false
    var writers: [CheckedContinuation<Bool, Never>] = []

    // Time.
    var headStartedAt: NIODeadline?
    var idleSince: NIODeadline
    var unwritableSince: NIODeadline?
    var progressSince: NIODeadline
    var progressBytes = 0

    init(loop: LoopContext) {
        self.loop = loop
        server = loop.server
        limits = server.limits
        headParser = RequestHeadParser(limits: limits)
        ownContent = RequestContent()
        content = ownContent
        out = ByteBufferAllocator().buffer(capacity: 512)
        idleSince = .now()
        progressSince = idleSince
    }

    var isOpen: Bool { if case .open = phase { true } else { false } }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        // For a channel that closed before it was ever active.
        ended()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        remoteAddress = context.remoteAddress?.ipAddress ?? ""
        loop.add(self)
        loop.executor.hold {
            task = Task(executorPreference: self) { await self.run() }
        }
        if loop.isDraining { drainBegan() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isInRead = true
        receive(unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isInRead = false
        if outBytes > 0 { sendLater() }
        if !mayRead { holdReading() }
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
        if isWritable {
            resumeWriters()
            wake()
        }
        context.fireChannelWritabilityChanged()
    }

    /// What a handler has kept is left to it.
    func releaseContent() {
        if isKnownUniquelyReferenced(&ownContent) { return content.clear() }
        ownContent = RequestContent()
        content = ownContent
    }

    // MARK: Sending

    /// Sends what has been encoded.
    func flush() {
        waitsToSend = false
        guard outBytes > 0, let context else { return }
        let isLarge = outBytes > 64 * 1024
        outBytes = 0
        context.writeAndFlush(wrapOutboundOut(out), promise: nil)
        // Storage that is still being sent is left to the channel; what has grown large is not worth keeping.
        if isLarge { out = ByteBufferAllocator().buffer(capacity: 512) } else { out.clear() }
    }

    /// Sends at the end of the loop's turn, or now if much has gathered.
    func flushSoon() {
        if outBytes > 64 * 1024 { return flush() }
        // A read may bring more requests: it sends when it is over.
        if !isInRead { sendLater() }
    }

    private func sendLater() {
        guard !waitsToSend else { return }
        waitsToSend = true
        loop.answers.add(self)
    }

    /// Encodes a response's head, and a body that is short, behind what is encoded already.
    func encode(
        _ response: Response, _ framing: ResponseFraming, _ connection: ConnectionOption,
        inlineBody: ResponseBody.Storage = .empty
    ) throws(ResponseEncoder.InvalidField) {
        outBytes += try ResponseEncoder.encodeHead(
            response, framing: framing, connection: connection, date: loop.dateLine, identified: identified,
            inlineBody: inlineBody, into: &out)
    }

    /// Appends to what is encoded.
    func append(_ bytes: ByteBuffer) { outBytes += out.writeImmutableBuffer(bytes) }

    func append(_ text: StaticString) { outBytes += out.writeStaticString(text) }
}
