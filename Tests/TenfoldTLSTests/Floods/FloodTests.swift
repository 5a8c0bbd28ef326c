import Metrics
import NIOCore
import NIOEmbedded
import NIOHPACK
import Testing

@testable import TenfoldTLS

/// Whatever a client sends too much of, it ends its connection, and is counted.
@Suite struct FloodTests {
    private static let calm: UInt32 = 0xB

    /// Runs the attack, and expects its end with that reason, and one count of that limit.
    private func expectEnd(
        of limit: HTTP2LimitKind, with code: UInt32, _ change: (inout HTTP2Limits) -> Void = { _ in },
        _ attack: (ConnectionScene) throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let metrics = CountingMetrics()
        try withMetricsFactory(metrics) {
            let scene = try ConnectionScene(change)
            try attack(scene)
            #expect(scene.goAway == code, "\(scene.frames.suffix(3))", sourceLocation: sourceLocation)
            #expect(scene.isClosed, sourceLocation: sourceLocation)
            #expect(scene.streams.allSatisfy { $0.hasEnded || !$0.wasActive }, sourceLocation: sourceLocation)
            #expect(
                scene.metrics.streamCount == 0 && scene.metrics.connectionCount == 0, sourceLocation: sourceLocation)
        }
        let name = "tenfold_gateway_http2_limit_total{limit=\(limit.rawValue)}"
        #expect(metrics.count(name) == 1, sourceLocation: sourceLocation)
    }

    /// Sends so many frames, each made anew, and fewer where the connection ends before.
    private func send(_ count: Int, to scene: ConnectionScene, _ frame: (Int) throws -> ByteBuffer) throws {
        for index in 0..<count where !scene.isClosed { try scene.send(try frame(index)) }
    }

    @Test func `rapid reset`() throws {
        try expectEnd(of: .resets, with: Self.calm, { $0.resets = 50 }) { scene in
            for index in 0..<50 {
                try scene.send(
                    try RawFrame.headers(requestFields(), stream: 2 * index + 1), RawFrame.reset(stream: 2 * index + 1))
            }
            #expect(!scene.isClosed && scene.streams.count == 50)
            try scene.send(try RawFrame.headers(requestFields(), stream: 101), RawFrame.reset(stream: 101))
        }
    }

    @Test func `pings`() throws {
        try expectEnd(of: .controlFrames, with: Self.calm, { $0.controlFrames = 100 }) { scene in
            try send(98, to: scene) { _ in RawFrame.ping() }
            #expect(!scene.isClosed)
            try send(3, to: scene) { _ in RawFrame.ping() }
        }
    }

    @Test func `settings`() throws {
        try expectEnd(of: .controlFrames, with: Self.calm, { $0.controlFrames = 100 }) { scene in
            try send(101, to: scene) { _ in RawFrame.settings([(1, 4096)]) }
        }
    }

    @Test func `priorities`() throws {
        try expectEnd(of: .controlFrames, with: Self.calm, { $0.controlFrames = 100 }) { scene in
            try send(101, to: scene) { RawFrame.priority(stream: 2 * $0 + 1) }
        }
    }

    @Test func `frames of no known kind, and farewells`() throws {
        try expectEnd(of: .controlFrames, with: Self.calm, { $0.controlFrames = 100 }) { scene in
            try send(101, to: scene) { _ in RawFrame.frame(0x42, ByteBuffer(string: "x")) }
        }
        try expectEnd(of: .controlFrames, with: Self.calm, { $0.controlFrames = 100 }) { scene in
            try send(101, to: scene) { _ in RawFrame.goAway() }
        }
    }

    @Test func `windows opened without end`() throws {
        try expectEnd(of: .windowUpdates, with: Self.calm, { $0.windowUpdates = 100 }) { scene in
            try send(100, to: scene) { _ in RawFrame.windowUpdate(1) }
            #expect(!scene.isClosed)
            try scene.send(RawFrame.windowUpdate(1))
        }
    }

    @Test func `a window larger than there is`() throws {
        try expectEnd(of: .flowControl, with: 3) { scene in
            try scene.send(RawFrame.windowUpdate(0x7FFF_FFFF))
        }
    }

    @Test func `a stream's window larger than there is ends the stream`() throws {
        let scene = try ConnectionScene()
        try scene.send(try RawFrame.headers(requestFields(), stream: 1), RawFrame.windowUpdate(0x7FFF_FFFF, stream: 1))
        #expect(scene.frames(of: 1).map(\.resetCode) == [3] && scene.streams[0].hasEnded && !scene.isClosed)
    }

    @Test func `initial windows larger than there are`() throws {
        let scene = try ConnectionScene()
        try scene.send(RawFrame.settings([(4, 0x8000_0000)]))
        #expect(scene.goAway == 3 && scene.isClosed)
    }

    @Test func `more data than its window has room for ends the stream`() throws {
        let metrics = CountingMetrics()
        try withMetricsFactory(metrics) {
            let scene = try ConnectionScene()
            try scene.send(try RawFrame.headers(requestFields(method: "POST"), stream: 1, ends: false))
            // A handler that does not read opens no window.
            try scene.streams[0].context?.channel.syncOptions?.setOption(.autoRead, value: false)
            var sent = 0
            while sent < 20, scene.frames(of: 1).compactMap(\.resetCode).isEmpty {
                try scene.send(RawFrame.data(String(repeating: "x", count: 10_000), stream: 1))
                sent += 1
            }
            #expect(scene.frames(of: 1).compactMap(\.resetCode) == [3] && sent > 6)
            #expect(scene.streams[0].hasEnded && !scene.isClosed)
        }
        #expect(metrics.count("tenfold_gateway_http2_limit_total{limit=flow_control}") == 1)
    }

    /// One large field goes into the table of the compression, and then a byte each repeats it.
    private func bomb(_ repetitions: Int) throws -> ByteBuffer {
        var block = try RawFrame.block(requestFields())
        var large = try RawFrame.block(["x": String(repeating: "x", count: 3000)])
        large.setInteger(UInt8(0x40), at: large.readerIndex)
        block.writeImmutableBuffer(large)
        block.writeRepeatingByte(0xBE, count: repetitions)
        return RawFrame.frame(1, flags: 5, stream: 1, block)
    }

    @Test func `a list of fields that is far larger than its bytes`() throws {
        try expectEnd(of: .headerListBytes, with: 9) { scene in
            try scene.send(try bomb(1000))
            #expect(scene.streams.isEmpty)
        }
        let harmless = try ConnectionScene()
        try harmless.send(try bomb(3))
        #expect(harmless.streams[0].received.utf8.count > 4 * 3000)
    }

    @Test func `a list of fields that is large in itself`() throws {
        try expectEnd(of: .headerListBytes, with: 1) { scene in
            let block = try RawFrame.block(requestFields([("x", String(repeating: "x", count: 20_000))]))
            try scene.send(
                RawFrame.frame(1, flags: 1, stream: 1, block.getSlice(at: 0, length: 16_000) ?? ByteBuffer()))
            try scene.send(RawFrame.continuation(ByteBuffer(string: String(repeating: "x", count: 1000)), stream: 1))
        }
    }

    @Test func `continuations without end`() throws {
        try expectEnd(of: .continuationFrames, with: Self.calm) { scene in
            try scene.send(RawFrame.frame(1, stream: 1, try RawFrame.block(requestFields())))
            try send(6, to: scene) { _ in RawFrame.continuation(ByteBuffer(), stream: 1) }
            #expect(scene.streams.isEmpty)
        }
    }

    @Test func `empty data without end`() throws {
        try expectEnd(of: .emptyDataFrames, with: Self.calm) { scene in
            try scene.send(try RawFrame.headers(requestFields(method: "POST"), stream: 1, ends: false))
            try send(11, to: scene) { _ in RawFrame.data("", stream: 1) }
        }
    }

    @Test func `malformed requests without end`() throws {
        try expectEnd(of: .malformedRequests, with: Self.calm, { $0.malformedRequests = 20 }) { scene in
            try send(21, to: scene) { try RawFrame.headers(requestFields(scheme: "http"), stream: 2 * $0 + 1) }
        }
        try expectEnd(of: .streamErrors, with: Self.calm, { $0.streamErrors = 20 }) { scene in
            try send(21, to: scene) {
                try RawFrame.headers(requestFields([("connection", "close")]), stream: 2 * $0 + 1)
            }
        }
    }

    @Test func `more streams than are allowed`() throws {
        try expectEnd(of: .concurrentStreams, with: 1, { $0.concurrentStreams = 10 }) { scene in
            try send(11, to: scene) { try RawFrame.headers(requestFields(), stream: 2 * $0 + 1) }
        }
    }

    @Test func `a frame larger than is allowed`() throws {
        try expectEnd(of: .frameBytes, with: 6) { scene in
            try scene.send(RawFrame.frame(0x42, ByteBuffer(repeating: 0, count: 16_385)))
        }
    }

    @Test func `answers to pings that nobody takes`() throws {
        try expectEnd(of: .bufferedControlFrames, with: Self.calm, { $0.bufferedControlFrames = 50 }) { scene in
            scene.channel.isWritable = false
            scene.channel.pipeline.fireChannelWritabilityChanged()
            try send(52, to: scene) { _ in RawFrame.ping() }
        }
    }

    @Test func `what comes behind the end is not looked at`() throws {
        let scene = try ConnectionScene(answer: "HTTP/1.1 204 No Content\r\n\r\n") { $0.windowUpdates = 1 }
        var bytes = RawFrame.windowUpdate(1)
        bytes.writeImmutableBuffer(RawFrame.windowUpdate(1))
        bytes.writeImmutableBuffer(try RawFrame.headers(requestFields(), stream: 1))
        try scene.send(bytes)
        #expect(scene.goAway == Self.calm && scene.streams.isEmpty)
    }

    @Test func `no TLS client but no HTTP/2 either`() throws {
        let scene = try ConnectionScene()
        try scene.send(ByteBuffer(string: "GET / HTTP/1.1\r\nhost: a\r\n\r\n"))
        #expect(scene.goAway != nil && scene.isClosed)
    }
}
