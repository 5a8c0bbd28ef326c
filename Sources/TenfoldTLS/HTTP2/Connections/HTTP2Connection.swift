import Logging
import NIOCore
import NIOHTTP2

/// A client's connection in HTTP/2, behind the library: keeps count of its streams, and ends it: after a fault or a limit,
/// when it has long had no stream, and at a shutdown.
// Unchecked: every variable is touched only on the connection's loop.
final class HTTP2Connection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private enum Phase {
        case open
        /// GOAWAY is sent; streams that are open go on.
        case leaving
        /// The channel is being closed; what still comes in is dropped.
        case ending
        case closed
    }

    private let limits: HTTP2Limits
    private let metrics: TransportMetrics
    private let loop: TransportLoop
    private let logger: Logger
    private var context: ChannelHandlerContext?
    private var phase = Phase.open
    private var openStreams = 0
    /// The highest that was opened.
    private var lastStream = HTTP2StreamID.rootStream
    private var idleSince: NIODeadline
    private var idleTimer: Scheduled<Void>?
    private var malformed: WindowBudget
    /// A GOAWAY with a reason was sent.
    private var hadFault = false

    init(
        _ limits: HTTP2Limits, _ loop: TransportLoop, _ metrics: TransportMetrics, _ logger: Logger, now: NIODeadline
    ) {
        self.limits = limits
        self.loop = loop
        self.metrics = metrics
        self.logger = logger
        malformed = WindowBudget(limits.malformedRequests, per: TimeAmount(limits.budgetWindow), now: now)
        idleSince = now
    }

    var isEnding: Bool {
        switch phase {
        case .open, .leaving: false
        case .ending, .closed: true
        }
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        metrics.connectionOpened()
        loop.add(self)
        watchIdle(for: TimeAmount(limits.idleTimeout))
        if loop.isDraining { drain() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        ended()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended()
        context.fireChannelInactive()
    }

    private func ended() {
        if case .closed = phase { return }
        phase = .closed
        idleTimer?.cancel()
        metrics.connectionClosed(streams: openStreams)
        openStreams = 0
        loop.remove(self)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // A client that sends nothing more opens no windows either: there is no half of a connection in HTTP/2.
        if let event = event as? ChannelEvent, event == .inputClosed { close() }
        context.fireUserInboundEventTriggered(event)
    }

    /// A GOAWAY of the client's: it opens no more streams.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .goAway = unwrapInboundIn(data).payload, case .open = phase else { return }
        leave()
    }

    /// Of a stream, or of the connection; the library tells the client of both, and is to close neither.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let limit = HTTP2LimitKind(error) { count(limit) }
        logger.debug("fault of HTTP/2", metadata: ["cause": .string("\(error)")])
        let cause = (error as? NIOHTTP2Errors.StreamError)?.baseError ?? error
        if hadFault || !(cause is any NIOHTTP2Error) { close() }
    }

    /// A GOAWAY with that reason is on its way to the client.
    func goAwayForFault(_ reason: UInt32) {
        hadFault = true
        // Of fields that cannot be decompressed the library does not say whether it is that they would be too many.
        if reason == Self.compressionError { count(.headerListBytes) }
    }

    /// RFC 9113, section 7.
    private static let compressionError: UInt32 = 0x9

    // MARK: Limits

    func count(_ limit: HTTP2LimitKind) { metrics.count(limit) }

    /// A client is beyond a limit that the library does not know.
    func end(beyond limit: HTTP2LimitKind) {
        guard !isEnding else { return }
        count(limit)
        sendGoAway(.enhanceYourCalm)
        close()
    }

    /// A request was refused; refusing too many costs too much.
    func refused(_ reason: MalformedRequest) {
        metrics.countMalformedRequest()
        logger.debug("malformed request", metadata: ["cause": .string("\(reason)")])
        if !malformed.spend(now: now) { end(beyond: .malformedRequests) }
    }

    // MARK: Ending

    /// The streams that are open end, then the connection.
    func drain() {
        guard case .open = phase else { return }
        leave()
    }

    private func leave() {
        phase = .leaving
        sendGoAway(.noError)
        closeIfUnused()
    }

    /// A client that knows that the connection ends closes it by itself, most likely: what is on its way to it then is not
    /// lost, as it would be if it were sent a reset for what it still sends.
    private func closeIfUnused() {
        guard case .leaving = phase, openStreams == 0 else { return }
        context?.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.leaveTimeout)) { self.close() }
    }

    private func sendGoAway(_ code: HTTP2ErrorCode) {
        guard let context else { return }
        let frame = HTTP2Frame(
            streamID: .rootStream, payload: .goAway(lastStreamID: lastStream, errorCode: code, opaqueData: nil))
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    private func close() {
        guard !isEnding else { return }
        phase = .ending
        context?.close(promise: nil)
    }

    // MARK: Time

    private var now: NIODeadline { context?.eventLoop.now ?? .now() }

    private func watchIdle(for time: TimeAmount) {
        idleTimer = context?.eventLoop.assumeIsolated().scheduleTask(in: time) { self.checkIdle() }
    }

    private func checkIdle() {
        guard case .open = phase else { return }
        let limit = TimeAmount(limits.idleTimeout)
        guard openStreams == 0 else { return watchIdle(for: limit) }
        let idle = now - idleSince
        guard idle >= limit else { return watchIdle(for: limit - idle) }
        count(.idleTime)
        leave()
    }
}

extension HTTP2Connection: NIOHTTP2StreamDelegate {
    func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
        openStreams += 1
        lastStream = max(lastStream, id)
        metrics.streamOpened()
    }

    func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
        guard openStreams > 0 else { return }
        openStreams -= 1
        idleSince = now
        metrics.streamClosed()
        closeIfUnused()
    }
}
