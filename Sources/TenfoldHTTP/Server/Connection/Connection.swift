import NIOCore

/// One client connection: the only handler behind the decoder. It keeps requests in order, hands each to the
/// connection's one task, encodes the responses and sends them once a read batch.
///
/// The parts: `+Intake` takes requests in, `+Task` runs handlers, `+Answer` and `+Streaming` write responses, `+Ending`
/// closes and keeps time.
// Unchecked: every variable is touched only on the connection's loop, where its task runs too.
final class Connection: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = DecodedRequestPart
    typealias OutboundIn = Never
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
    var limits: HTTPLimits { server.limits }

    // Requests.
    var exchange: Exchange?
    var intake = Intake.awaitingHead
    /// Parts of later requests, in order.
    var waiting = CircularBuffer<RequestPart>(initialCapacity: 4)
    var waitingHeads = 0
    var waitingBytes = 0
    /// The exchange's request is complete enough for its handler.
    var isReady = false
    var inputIsClosed = false

    // The task.
    var task: Task<Void, Never>?
    var waiter: UnsafeContinuation<Void, Never>?
    var isHandling = false
    var holdsPlace = false
    var taskHasEnded = false

    // Reading and writing.
    var out: ByteBuffer
    var isInRead = false
    var isWritable = true
    var readIsHeld = false
    var writers: [CheckedContinuation<Bool, Never>] = []

    // Time.
    var decoderIsInMessage = false
    var headStartedAt: NIODeadline?
    var idleSince: NIODeadline
    var unwritableSince: NIODeadline?
    var progressSince: NIODeadline
    var progressBytes = 0

    init(loop: LoopContext) {
        self.loop = loop
        server = loop.server
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
            task = Task(executorPreference: loop.executor) { await self.run() }
        }
        if loop.isDraining { drainBegan() }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = RequestPart(unwrapInboundIn(data))
        isInRead = true
        switch part {
        case .head: decoderIsInMessage = true
        case .end: decoderIsInMessage = false
        case .body, .invalid, .cutShort: break
        }
        receive(part)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isInRead = false
        flush()
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let refusal as HTTPRefusal: receive(.invalid(refusal))
        case is RequestCutShort: receive(.cutShort)
        // The channel closes by itself where an I/O error is final.
        case is IOError: break
        default: receive(.invalid(RequestDecoder.refusal(for: error)))
        }
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

    func read(context: ChannelHandlerContext) {
        guard !mayRead else { return context.read() }
        readIsHeld = true
        if let limit = fullQueue { server.metrics.count(limit) }
    }

    // MARK: Sending

    /// Sends what has been encoded.
    func flush() {
        guard out.readableBytes > 0, let context else { return }
        context.writeAndFlush(wrapOutboundOut(out), promise: nil)
        // Storage that is still being sent, or has grown large, is not worth keeping.
        if out.capacity > 64 * 1024 { out = ByteBufferAllocator().buffer(capacity: 512) } else { out.clear() }
    }

    /// Sends at the end of the read batch, or now if there is none or much has gathered.
    func flushSoon() {
        if !isInRead || out.readableBytes > 64 * 1024 { flush() }
    }
}
