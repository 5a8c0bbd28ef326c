import NIOCore
import NIOPosix
import TenfoldTesting

@testable import TenfoldTLS

/// A client in HTTP/1.1 over TLS that keeps its connection.
final class TLSClient {
    struct Failed: Error {}

    private let channel: any Channel
    private let connection: RawConnection

    private init(_ channel: any Channel, _ connection: RawConnection) {
        self.channel = channel
        self.connection = connection
    }

    static func connect(_ port: Int, trusting roots: String) async throws -> TLSClient {
        let tls = try ClientTLS(trusting: .file(roots))
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                    try tls.addHandler(to: channel, serverName: "localhost")
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return TLSClient(channel, RawConnection(channel: channel, incoming: stream))
    }

    /// Head and body of the answer to a GET.
    func ask(_ path: String) async throws -> String {
        do {
            try await connection.send("GET \(path) HTTP/1.1\r\nhost: localhost\r\n\r\n")
            let response = try await connection.readResponse()
            return response.head + response.body
        } catch {
            throw Failed()
        }
    }

    func close() async { await connection.close() }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<ByteBuffer>.Continuation

        init(_ continuation: AsyncStream<ByteBuffer>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { continuation.yield(unwrapInboundIn(data)) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
    }
}
