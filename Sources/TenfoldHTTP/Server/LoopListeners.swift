import Glibc
package import NIOCore
import NIOPosix
import Synchronization

/// Listens for connections on one port with every loop of a group: each loop has a listening socket of its own
/// (`SO_REUSEPORT`), so that a connection lives on the loop that accepted it.
package final class LoopListeners: Sendable {
    package struct Configuration: Sendable {
        package var host = "127.0.0.1"
        /// 0 takes a free port.
        package var port = 8080
        /// Whether others may listen on the same port, each taking a part of the connections.
        package var sharesPort = false
        /// Sockets that already listen; they take the place of host and port, and are closed with the listeners.
        package var sockets: [CInt] = []
        package var backlog = 1024

        package init() {}
    }

    package struct Address: Sendable, Hashable, CustomStringConvertible {
        package var host: String
        package var port: Int
        package var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    }

    /// What becomes of each connection that a loop accepts.
    package typealias Accept = @Sendable (any Channel) throws -> Void

    private let configuration: Configuration
    private let group: any EventLoopGroup
    private let open = Mutex<[(channel: any Channel, handler: Listener)]>([])

    package init(_ configuration: Configuration, group: any EventLoopGroup) {
        self.configuration = configuration
        self.group = group
    }

    /// Listens; `prepare` is asked once for each socket, with its loop and a number, before it accepts.
    ///
    /// - Throws: `HTTPServerError` where the address is taken or cannot be used.
    package func start(_ prepare: (any EventLoop, Int) async throws -> Accept) async throws -> Address {
        if !configuration.sockets.isEmpty { return try await adopt(prepare) }
        let wanted = try resolve()
        if !configuration.sharesPort { try checkIsFree(wanted) }
        var address = wanted
        do {
            for (index, loop) in group.makeIterator().enumerated() {
                let accept = try await prepare(loop, index)
                let bound = try await listen(on: loop, accept) { [address] in $0.bind(to: address) }
                // The first listener decides the port that the others share.
                if address.port == 0 { address.port = bound }
            }
        } catch {
            throw HTTPServerError.addressNotAvailable(configuration.host, configuration.port, "\(error)")
        }
        return Address(host: configuration.host, port: address.port ?? configuration.port)
    }

    /// Takes over sockets that another process has opened. Their queues outlive this server where that process keeps them
    /// open, so that no connection is lost between two servers.
    private func adopt(_ prepare: (any EventLoop, Int) async throws -> Accept) async throws -> Address {
        let loops = Array(group.makeIterator())
        var port = configuration.port
        for (index, socket) in configuration.sockets.enumerated() {
            // Each must be accepted from, also where there are more of them than loops.
            let loop = loops[index % loops.count]
            port = try await listen(on: loop, try await prepare(loop, index)) { $0.withBoundSocket(socket) }
        }
        return Address(host: configuration.host, port: port)
    }

    private func resolve() throws -> SocketAddress {
        do {
            return try SocketAddress.makeAddressResolvingHost(configuration.host, port: configuration.port)
        } catch {
            throw HTTPServerError.addressNotAvailable(configuration.host, configuration.port, "\(error)")
        }
    }

    private func checkIsFree(_ address: SocketAddress) throws {
        guard address.port != 0, let error = AddressProbe.bindError(address) else { return }
        if error == EADDRINUSE { throw HTTPServerError.addressInUse(configuration.host, configuration.port) }
        throw HTTPServerError.addressNotAvailable(
            configuration.host, configuration.port, String(cString: strerror(error)))
    }

    private func listen(
        on loop: any EventLoop, _ accept: @escaping Accept, bind: (ServerBootstrap) -> EventLoopFuture<any Channel>
    ) async throws -> Int {
        let listener = Listener()
        let channel = try await bind(bootstrap(loop, listener, accept)).get()
        open.withLock { $0.append((channel, listener)) }
        return channel.localAddress?.port ?? configuration.port
    }

    private func bootstrap(_ loop: any EventLoop, _ listener: Listener, _ accept: @escaping Accept) -> ServerBootstrap {
        // NIO has no name for this option.
        let reusePort = ChannelOptions.Types.SocketOption(level: .socket, name: .init(rawValue: SO_REUSEPORT))
        return ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: Int32(configuration.backlog))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(reusePort, value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: Listener.acceptBatch)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(listener) }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in channel.eventLoop.makeCompletedFuture { try accept(channel) } }
    }

    /// Takes in what the kernel has accepted, and closes.
    package func close() async {
        let listeners = open.withLock { open in
            defer { open = [] }
            return open
        }
        for (channel, handler) in listeners {
            channel.eventLoop.execute { handler.closeWhenQueueIsEmpty() }
        }
        for (channel, _) in listeners { try? await channel.closeFuture.get() }
    }
}
