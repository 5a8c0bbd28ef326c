import Metrics
import NIOCore
import NIOEmbedded
import Testing

@testable import TenfoldTLS

/// How a connection ends when nobody has done wrong.
@Suite struct ConnectionEndTests {
    private static let answer = "HTTP/1.1 204 No Content\r\n\r\n"

    @Test func `a connection without streams is told to go, and goes`() throws {
        let metrics = CountingMetrics()
        try withMetricsFactory(metrics) {
            let scene = try ConnectionScene { $0.idleTimeout = .seconds(60) }
            try scene.advance(by: .seconds(59))
            #expect(scene.goAway == nil)
            try scene.advance(by: .seconds(1))
            #expect(scene.goAway == 0 && !scene.isClosed)
            try scene.advance(by: .seconds(1))
            #expect(scene.isClosed)
        }
        #expect(metrics.count("tenfold_gateway_http2_limit_total{limit=idle_time}") == 1)
    }

    @Test func `the time without streams begins with the end of the last`() throws {
        let scene = try ConnectionScene { $0.idleTimeout = .seconds(60) }
        try scene.send(try RawFrame.headers(requestFields(), stream: 1))
        try scene.advance(by: .seconds(90))
        scene.streams[0].write(Self.answer)
        try scene.advance(by: .seconds(59))
        #expect(scene.goAway == nil)
        try scene.advance(by: .seconds(31))
        #expect(scene.goAway == 0)
    }

    @Test func `a drain lets the streams end that are open, and takes no more`() throws {
        let scene = try ConnectionScene()
        try scene.send(try RawFrame.headers(requestFields(), stream: 1))
        scene.loop.drain()
        try scene.receive()
        let farewell = scene.frames.last { $0.kind == 7 }
        #expect(farewell?.goAwayCode == 0 && farewell?.goAwayLastStream == 1)
        try scene.send(try RawFrame.headers(requestFields(), stream: 3))
        #expect(scene.streams.count == 1)
        try scene.advance(by: .seconds(5))
        #expect(!scene.isClosed)
        scene.streams[0].write(Self.answer)
        try scene.receive()
        #expect(scene.frames(of: 1).last?.ends == true)
        try scene.advance(by: .seconds(1))
        #expect(scene.isClosed)
    }

    @Test func `a drain ends connections that have no streams`() throws {
        let scene = try ConnectionScene()
        scene.loop.drain()
        try scene.receive()
        #expect(scene.goAway == 0)
        try scene.advance(by: .seconds(1))
        #expect(scene.isClosed && scene.metrics.connectionCount == 0)
    }

    @Test func `a stream that comes too late is refused, and may be tried elsewhere`() throws {
        let scene = try ConnectionScene()
        scene.loop.drain()
        try scene.send(try RawFrame.headers(requestFields(), stream: 1))
        #expect(scene.frames(of: 1).map(\.resetCode) == [7] && scene.streams.isEmpty && !scene.isClosed)
        try scene.advance(by: .seconds(1))
        #expect(scene.isClosed)
    }

    @Test func `a client that says farewell may still get its answers`() throws {
        let scene = try ConnectionScene()
        try scene.send(try RawFrame.headers(requestFields(), stream: 1), RawFrame.goAway())
        scene.streams[0].write(Self.answer)
        try scene.receive()
        #expect(scene.frames(of: 1).last?.ends == true)
        try scene.advance(by: .seconds(1))
        #expect(scene.isClosed)
    }

    @Test func `a client that closes its side is gone`() throws {
        let scene = try ConnectionScene()
        try scene.send(try RawFrame.headers(requestFields(), stream: 1))
        scene.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(scene.isClosed && scene.streams[0].hasEnded)
    }
}
