import NIOCore

/// Watches one listening socket: pauses after accept errors such as too few file descriptors, and at a shutdown takes
/// in what the kernel has queued before it closes, because closing resets what is still in the queue.
// Unchecked: every variable is touched only on the listener's loop.
final class Listener: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    /// Connections taken in one go; a batch that is smaller has emptied the queue.
    static let acceptBatch: UInt = 256
    private static let pauseAfterError = TimeAmount.milliseconds(100)

    private var context: ChannelHandlerContext?
    private var acceptedInBatch = 0
    private var isPaused = false
    private var readIsHeld = false
    private var isClosing = false

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        acceptedInBatch += 1
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        let emptiedQueue = acceptedInBatch < Int(Self.acceptBatch)
        acceptedInBatch = 0
        // The moment between an empty queue and the close is as short as it can be here.
        if isClosing, emptiedQueue { return context.close(promise: nil) }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if isPaused { readIsHeld = true } else { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is IOError else { return }
        isPaused = true
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pauseAfterError) { self.resume() }
    }

    /// Closes when the accept queue is empty, within a moment if nothing is in it.
    func closeWhenQueueIsEmpty() {
        isClosing = true
        // A queue with something in it makes the socket readable, and that is looked at before this runs.
        context?.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(5)) {
            self.context?.close(promise: nil)
        }
    }

    private func resume() {
        isPaused = false
        if readIsHeld {
            readIsHeld = false
            context?.read()
        }
    }
}
