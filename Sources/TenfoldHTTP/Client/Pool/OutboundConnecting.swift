package import NIOCore
import NIOPosix

/// Makes connections to servers.
package enum OutboundConnecting {
    /// A connection on that loop.
    ///
    /// - Parameter prepare: fills the channel's pipeline before anything is read.
    package static func connect(
        to endpoint: HTTPEndpoint, on loop: any EventLoop, within timeout: Duration,
        prepare: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(timeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in channel.eventLoop.makeCompletedFuture { try prepare(channel) } }
        // A name is looked up by other threads; an address need not be.
        let address = try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port)
        let channel = address.map(bootstrap.connect) ?? bootstrap.connect(host: endpoint.host, port: endpoint.port)
        return channel.hop(to: loop)
    }
}
