import NIOCore

/// Stands between TLS and the library for HTTP/2, and counts the frames that pass: those of a client against their budget,
/// and of its own side whether a GOAWAY ended the connection for a fault.
// Unchecked: every variable is touched only on the connection's loop.
final class FrameGuard: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let connection: HTTP2Connection
    private let limits: HTTP2Limits
    private var inbound = FrameScanner(skipping: FrameScanner.clientPreface)
    private var outbound = FrameScanner(skipping: 0)
    private var budget: FrameBudget

    init(_ connection: HTTP2Connection, _ limits: HTTP2Limits, now: NIODeadline) {
        self.connection = connection
        self.limits = limits
        budget = FrameBudget(limits, now: now)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // A client that is told to go is not listened to while its connection closes.
        guard !connection.isEnding else { return }
        var bytes = unwrapInboundIn(data)
        while let frame = inbound.next(&bytes) {
            // The library refuses it; here it is counted alone.
            if frame.length > limits.frameBytes { connection.count(.frameBytes) }
            if let limit = budget.receive(frame, now: context.eventLoop.now) { return connection.end(beyond: limit) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .byteBuffer(let buffer) = unwrapOutboundIn(data) { watch(buffer) }
        context.write(data, promise: promise)
    }

    private func watch(_ buffer: ByteBuffer) {
        var bytes = buffer
        while let frame = outbound.next(&bytes) {
            budget.send(frame)
            guard frame.kind == FrameHeader.goAway else { continue }
            // The last stream, then the reason; 0 is none (RFC 9113, section 6.8).
            let reason = bytes.getInteger(at: bytes.readerIndex + 4, as: UInt32.self) ?? 0
            if reason != 0 { connection.goAwayForFault(reason) }
        }
    }
}
