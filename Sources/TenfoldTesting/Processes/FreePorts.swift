import NIOCore
import NIOPosix

/// Ports of loopback that nobody listens on at this moment.
public enum FreePorts {
    /// That many different ones. They are free now, and may be taken by another before they are used.
    public static func find(_ count: Int) async throws -> [Int] {
        var channels: [any Channel] = []
        for _ in 0..<count {
            let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            channels.append(try await bootstrap.bind(host: "127.0.0.1", port: 0).get())
        }
        let ports = channels.compactMap { $0.localAddress?.port }
        for channel in channels { try await channel.close() }
        return ports
    }
}
