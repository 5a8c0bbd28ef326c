import NIOCore
import NIOPosix
import Synchronization
import TenfoldCore

@testable import TenfoldHTTP

/// A server of raw bytes: each connection, counted from 0, is talked to by the script, and closed at its end.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (Int, RawClient) async throws -> Void

    private let script: Script
    private let accepted = Mutex<[any Channel]>([])
    private let listener = Mutex<(any Channel)?>(nil)

    private init(_ script: @escaping Script) { self.script = script }

    /// Runs a server for the time of `body`.
    static func run(_ script: @escaping Script, _ body: (HTTPEndpoint, ScriptedServer) async throws -> Void)
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
    var count: Int { accepted.withLock { $0.count } }

    private func start() async throws -> HTTPEndpoint {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in channel.eventLoop.makeCompletedFuture { try self.accept(channel) } }
            .bind(host: "127.0.0.1", port: 0).get()
        listener.withLock { $0 = channel }
        return .local(channel.localAddress?.port ?? 0)
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
            try? await script(index, RawClient(channel: channel, incoming: stream))
            try? await channel.close()
        }
    }

    private func stop() async {
        try? await listener.withLock { $0 }?.close()
        for channel in accepted.withLock({ $0 }) { try? await channel.close() }
    }
}

extension RawClient {
    /// Answers each request, which has no body, with these bytes.
    func answer(with text: String, closes: Bool = false) async throws {
        repeat {
            _ = try await read(through: "\r\n\r\n")
            try await send(text)
        } while !closes
    }
}

extension HTTPEndpoint {
    static func local(_ port: Int) -> HTTPEndpoint { HTTPEndpoint(host: "127.0.0.1", port: port) }
}

/// Runs `body` with a client of one loop.
func withClient(
    _ options: HTTPClient.Options = .with { _ in }, _ body: (HTTPClient) async throws -> Void
) async throws {
    let client = HTTPClient(options: options, group: MultiThreadedEventLoopGroup.singleton.next())
    do {
        try await body(client)
    } catch {
        await client.close()
        throw error
    }
    await client.close()
}

extension HTTPClient.Options {
    static func with(_ change: (inout Self) -> Void) -> Self {
        var options = Self()
        // Other tests may hold the processors for a while.
        options.connectTimeout = .seconds(30)
        change(&options)
        return options
    }
}

extension HTTPClient {
    func get(_ target: String, _ endpoint: HTTPEndpoint, within limit: Duration? = nil) async throws -> ClientResponse {
        try await send(ClientRequest(.get, target), to: endpoint, deadline: limit.map { .now + $0 })
    }

    /// Why the request has no response.
    func failure(_ target: String, _ endpoint: HTTPEndpoint, within limit: Duration? = nil) async -> HTTPClientError? {
        do {
            _ = try await get(target, endpoint, within: limit)
            return nil
        } catch {
            return error as? HTTPClientError
        }
    }
}
