import NIOCore
import NIOPosix
import Synchronization

/// Passes connections on to another port, and what comes back as late as it is told: a replica that has become slow.
final class SlowRelay: Sendable {
    private let delay = Mutex(TimeAmount.zero)
    private let listener = Mutex<(any Channel)?>(nil)
    private let target: Int

    init(to target: Int) { self.target = target }

    /// Listens; answers the port.
    func start() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { self.connect($0) }
            .bind(host: "127.0.0.1", port: 0).get()
        listener.withLock { $0 = channel }
        return channel.localAddress?.port ?? 0
    }

    func slowDown(by delay: TimeAmount) { self.delay.withLock { $0 = delay } }

    func stop() async throws { try await listener.withLock { $0 }?.close() }

    private func connect(_ caller: any Channel) -> EventLoopFuture<Void> {
        ClientBootstrap(group: caller.eventLoop)
            .channelInitializer { channel in
                channel.pipeline.addHandler(Passing(to: caller) { self.delay.withLock { $0 } })
            }
            .connect(host: "127.0.0.1", port: target)
            .flatMap { there in caller.pipeline.addHandler(Passing(to: there) { .zero }) }
            .flatMap { caller.setOption(.autoRead, value: true) }
    }
}

/// Passes bytes and the end of a connection on to another, after a while, in their order.
private final class Passing: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let other: any Channel
    private let delay: @Sendable () -> TimeAmount

    init(to other: any Channel, after delay: @escaping @Sendable () -> TimeAmount) {
        self.other = other
        self.delay = delay
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let (bytes, other) = (unwrapInboundIn(data), other)
        after { other.writeAndFlush(bytes, promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        let other = other
        after { other.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func after(_ work: @escaping @Sendable () -> Void) {
        let delay = delay()
        if delay == .zero { work() } else { _ = other.eventLoop.scheduleTask(in: delay, work) }
    }
}
