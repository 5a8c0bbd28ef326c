import Logging
import NIOCore
import NIOEmbedded
import NIOHPACK
import TenfoldHTTP

@testable import TenfoldTLS

/// A connection in HTTP/2 without sockets and TLS: raw frames go in, and out come those of the gateway. Behind each stream
/// stands a `StreamRecorder`.
final class ConnectionScene {
    let channel = EmbeddedChannel()
    let loop = TransportLoop()
    let metrics: TransportMetrics
    private(set) var frames: [ReceivedFrame] = []
    private var unread = ByteBuffer()
    private let recorders = Recorders()
    private var decoder = HPACKDecoder(allocator: ByteBufferAllocator())

    /// Touched on the embedded channel's thread alone, which is the test's.
    private final class Recorders: @unchecked Sendable {
        var all: [StreamRecorder] = []
    }

    var streams: [StreamRecorder] { recorders.all }

    /// - Parameter settings: those that the client begins with.
    init(
        settings: [(UInt16, UInt32)] = [], answer: String? = nil, refuses: Bool = false,
        _ change: (inout HTTP2Limits) -> Void = { _ in }
    ) throws {
        var limits = HTTP2Limits()
        change(&limits)
        metrics = TransportMetrics()
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let pipeline = HTTP2Pipeline(
            limits: limits, http: HTTPLimits(), metrics: metrics, logger: Logger(label: "test"))
        try pipeline.add(to: channel, of: loop) { [recorders] stream, _ in
            if refuses { throw HTTPServerError.tooManyConnections }
            let recorder = StreamRecorder(answer: answer)
            recorders.all.append(recorder)
            try stream.pipeline.syncOperations.addHandler(recorder)
        }
        try send(ByteBuffer(string: RawFrame.preface), RawFrame.settings(settings), RawFrame.settings(isAnswer: true))
        frames = []
    }

    func send(_ pieces: ByteBuffer...) throws {
        for piece in pieces { _ = try? channel.writeInbound(piece) }
        channel.embeddedEventLoop.run()
        try receive()
    }

    func receive() throws {
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { unread.writeImmutableBuffer(bytes) }
        while let header = unread.getSlice(at: unread.readerIndex, length: 9), let frame = frame(header) {
            frames.append(frame)
        }
    }

    private func frame(_ header: ByteBuffer) -> ReceivedFrame? {
        let bytes = Array(header.readableBytesView)
        let length = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
        guard unread.readableBytes >= 9 + length else { return nil }
        unread.moveReaderIndex(forwardBy: 9)
        guard let payload = unread.readSlice(length: length) else { return nil }
        return ReceivedFrame(
            kind: bytes[3], flags: bytes[4], stream: bytes[5...].reduce(0) { $0 << 8 | Int($1) }, payload: payload)
    }

    /// The fields of a HEADERS frame; in the order in which the frames came, as the compression wants it.
    func fields(_ frame: ReceivedFrame) throws -> HPACKHeaders {
        var payload = frame.payload
        return try decoder.decodeHeaders(from: &payload)
    }

    func frames(of stream: Int) -> [ReceivedFrame] { frames.filter { $0.stream == stream && $0.kind != 8 } }

    /// The reason of the last GOAWAY.
    var goAway: UInt32? { frames.last { $0.kind == 7 }?.goAwayCode }
    var isClosed: Bool { !channel.isActive }

    func advance(by time: TimeAmount) throws {
        channel.embeddedEventLoop.advanceTime(by: time)
        try receive()
    }
}

/// A handler of HTTP/1.1's bytes that keeps what it gets, and may answer as soon as it gets something.
final class StreamRecorder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: String?
    private(set) var received = ""
    private(set) var wasActive = false
    private(set) var hasEnded = false
    private(set) var context: ChannelHandlerContext?

    init(answer: String?) { self.answer = answer }

    func channelActive(context: ChannelHandlerContext) {
        wasActive = true
        self.context = context
    }

    func channelInactive(context: ChannelHandlerContext) {
        hasEnded = true
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let isFirst = received.isEmpty
        received += String(buffer: unwrapInboundIn(data))
        if isFirst, let answer { write(answer) }
    }

    func write(_ text: String, promise: EventLoopPromise<Void>? = nil) {
        context?.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: promise)
    }

    func close(_ mode: CloseMode = .all) { context?.close(mode: mode, promise: nil) }

    var isWritable: Bool { context?.channel.isWritable ?? false }
}
