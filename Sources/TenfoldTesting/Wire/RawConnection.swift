package import NIOCore
import NIOPosix

/// A connection of raw bytes, a client's or of a scripted server. It ends by itself after a deadline, so that a test which
/// waits in vain fails and does not hang.
package final class RawConnection {
    package struct Ended: Error {
        package let received: String
    }

    private let channel: any Channel
    private var incoming: AsyncStream<ByteBuffer>.Iterator
    private var buffer = ByteBuffer()

    package init(channel: any Channel, incoming: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.incoming = incoming.makeAsyncIterator()
    }

    package static func connect(port: Int, reads: Bool = true, deadline: TimeAmount = .seconds(15)) async throws
        -> RawConnection
    {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .channelOption(.socketOption(.so_rcvbuf), value: reads ? 1 << 20 : 1 << 14)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Receiver(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        channel.eventLoop.scheduleTask(in: deadline) { channel.close(promise: nil) }
        return RawConnection(channel: channel, incoming: stream)
    }

    package func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)).get() }

    package func send(bytes: some Sequence<UInt8>) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Sends without waiting for the server to take it.
    package func startSending(_ text: String) { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }

    package func close() async { try? await channel.close().get() }

    package func closeOutput() async throws { try await channel.close(mode: .output).get() }

    package func startReading() async throws { try await channel.setOption(.autoRead, value: true).get() }

    /// Everything until the server closes its side.
    package func readToEnd() async -> String {
        while var piece = await incoming.next(isolation: #isolation) { buffer.writeBuffer(&piece) }
        return take(buffer.readableBytes)
    }

    /// Bytes up to and with `end`.
    package func read(through end: String) async throws -> String {
        let wanted = Array(end.utf8)
        var searched = 0
        while true {
            let bytes = Array(buffer.readableBytesView)
            if bytes.count >= wanted.count {
                for start in searched...(bytes.count - wanted.count)
                where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
                    return take(start + wanted.count)
                }
                searched = max(0, bytes.count - wanted.count)
            }
            try await more()
        }
    }

    package func read(count: Int) async throws -> String {
        while buffer.readableBytes < count { try await more() }
        return take(count)
    }

    /// One response with a length or in chunks.
    package func readResponse(toHead: Bool = false) async throws -> RawResponse {
        var response = RawResponse(head: try await read(through: "\r\n\r\n"))
        if toHead { return response }
        if response["transfer-encoding"] == "chunked" {
            while true {
                let line = try await read(through: "\r\n")
                let size = Int(line.dropLast(1), radix: 16) ?? 0
                let piece = try await read(count: size + 2)
                if size == 0 { return response }
                response.body += piece.dropLast(1)
            }
        }
        response.body = try await read(count: Int(response["content-length"] ?? "0") ?? 0)
        return response
    }

    private func more() async throws {
        guard var piece = await incoming.next(isolation: #isolation) else {
            throw Ended(received: take(buffer.readableBytes))
        }
        buffer.writeBuffer(&piece)
    }

    private func take(_ count: Int) -> String { buffer.readString(length: count) ?? "" }
}

package struct RawResponse {
    package var head: String
    package var body = ""

    package var status: Int { Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0 }

    package subscript(_ name: String) -> String? {
        head.split(separator: "\r\n").dropFirst().lazy
            .map { $0.split(separator: ": ", maxSplits: 1) }
            .first { $0.first?.lowercased() == name }
            .flatMap { $0.last.map(String.init) }
    }
}

final class Receiver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let continuation: AsyncStream<ByteBuffer>.Continuation

    init(_ continuation: AsyncStream<ByteBuffer>.Continuation) { self.continuation = continuation }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { continuation.yield(unwrapInboundIn(data)) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { continuation.finish() }
    }

    func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
}
