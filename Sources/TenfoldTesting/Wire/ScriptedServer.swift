import NIOCore
import NIOPosix
import Synchronization
package import TenfoldHTTP

/// A server of raw bytes: each connection, counted from 0, is talked to by the script, and closed at its end.
package final class ScriptedServer: Sendable {
    package typealias Script = @Sendable (Int, RawConnection) async throws -> Void

    private let script: Script
    private let accepted = Mutex<[any Channel]>([])
    private let listener = Mutex<(any Channel)?>(nil)

    private init(_ script: @escaping Script) { self.script = script }

    /// Runs a server for the time of `body`.
    package static func run(_ script: @escaping Script, _ body: (HTTPEndpoint, ScriptedServer) async throws -> Void)
        async throws
    {
        let server = ScriptedServer(script)
        let endpoint = try await server.start()
        do {
            try await body(endpoint, server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    /// Connections that have come so far.
    package var count: Int { accepted.withLock { $0.count } }

    private func start() async throws -> HTTPEndpoint {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in channel.eventLoop.makeCompletedFuture { try self.accept(channel) } }
            .bind(host: "127.0.0.1", port: 0).get()
        listener.withLock { $0 = channel }
        return HTTPEndpoint(host: "127.0.0.1", port: channel.localAddress?.port ?? 0)
    }

    private func accept(_ channel: any Channel) throws {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        try channel.pipeline.syncOperations.addHandler(Receiver(continuation))
        let index = accepted.withLock { accepted in
            accepted.append(channel)
            return accepted.count - 1
        }
        Task {
            // What a client does to a script is seen by the client's test.
            try? await script(index, RawConnection(channel: channel, incoming: stream))
            try? await channel.close()
        }
    }

    private func stop() async {
        try? await listener.withLock { $0 }?.close()
        for channel in accepted.withLock({ $0 }) { try? await channel.close() }
    }
}

extension RawConnection {
    /// Answers each request, which has no body, with these bytes.
    package func answer(with text: String, closes: Bool = false) async throws {
        repeat {
            _ = try await read(through: "\r\n\r\n")
            try await send(text)
        } while !closes
    }
}
