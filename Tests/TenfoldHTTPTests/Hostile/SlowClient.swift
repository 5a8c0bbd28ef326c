import NIOCore
import NIOPosix

/// A client that sends a byte now and then, for ever, until it is cut; and reads what it is told.
final class SlowClient {
    private let channel: any Channel
    private let received: AsyncStream<ByteBuffer>

    private init(_ channel: any Channel, _ received: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.received = received
    }

    /// Sends `beginning` at once, then a byte every few milliseconds.
    static func connect(port: Int, beginning: String, byte: UInt8) async throws -> SlowClient {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Drip(beginning, byte, continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return SlowClient(channel, stream)
    }

    /// All that was received until the server closed.
    func readToEnd() async -> String {
        var text = ""
        for await piece in received { text += String(buffer: piece) }
        return text
    }
}

private final class Drip: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let pace = TimeAmount.milliseconds(5)
    private let beginning: String
    private let byte: UInt8
    private let received: AsyncStream<ByteBuffer>.Continuation
    private var drops: RepeatedTask?

    init(_ beginning: String, _ byte: UInt8, _ received: AsyncStream<ByteBuffer>.Continuation) {
        self.beginning = beginning
        self.byte = byte
        self.received = received
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: beginning)), promise: nil)
        let bound = NIOLoopBound((context, self), eventLoop: context.eventLoop)
        drops = context.eventLoop.scheduleRepeatedTask(initialDelay: Self.pace, delay: Self.pace) { _ in
            let (context, drip) = bound.value
            context.writeAndFlush(drip.wrapOutboundOut(ByteBuffer(bytes: [drip.byte])), promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { received.yield(unwrapInboundIn(data)) }

    func channelInactive(context: ChannelHandlerContext) {
        drops?.cancel()
        received.finish()
    }

    /// A reset is an end like another.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
