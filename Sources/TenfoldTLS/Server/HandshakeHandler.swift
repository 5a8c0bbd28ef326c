import NIOCore
import NIOSSL
import NIOTLS

/// Waits for the end of a TLS handshake, and then gives way to the handlers of the protocol that was agreed on.
// Unchecked: every variable is touched only on the connection's loop.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    /// Puts the handlers of that protocol at the channel's end; nil where the client named none.
    typealias Completion = (_ negotiated: String?) throws -> Void

    private let metrics: TransportMetrics
    private let timeout: TimeAmount
    private let complete: Completion
    private var timer: Scheduled<Void>?
    private var isDone = false

    init(_ metrics: TransportMetrics, timeout: TimeAmount, complete: @escaping Completion) {
        self.metrics = metrics
        self.timeout = timeout
        self.complete = complete
    }

    func handlerAdded(context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            self.fail(.timeout)
            context.close(promise: nil)
        }
    }

    /// Whoever comes behind is told when it is there.
    func channelActive(context: ChannelHandlerContext) {}

    func channelInactive(context: ChannelHandlerContext) {
        fail(.closed)
        context.fireChannelInactive()
    }

    /// Whoever found the fault closes the channel.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let hasLeft = error as? NIOSSLError == .handshakeFailed(.sslError([.eofDuringHandshake]))
        fail(hasLeft ? .closed : .refused)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent, !isDone else {
            return context.fireUserInboundEventTriggered(event)
        }
        isDone = true
        timer?.cancel()
        do {
            try complete(negotiated)
            context.fireChannelActive()
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    private func fail(_ failure: TransportMetrics.HandshakeFailure) {
        guard !isDone else { return }
        isDone = true
        timer?.cancel()
        metrics.count(failure)
    }
}
