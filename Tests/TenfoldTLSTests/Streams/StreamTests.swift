import NIOCore
import NIOEmbedded
import NIOHPACK
import Testing

@testable import TenfoldTLS

/// A stream as the handler of HTTP/1.1's bytes behind it sees it, and as the client does.
@Suite struct StreamTests {
    private static let hello = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"

    @Test func `a request comes as bytes, and the answer goes out as frames`() throws {
        let scene = try ConnectionScene(answer: Self.hello)
        try scene.send(try RawFrame.headers(requestFields(), stream: 1))
        #expect(scene.streams.first?.received == "GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n")
        let frames = scene.frames(of: 1)
        #expect(frames.map(\.kind) == [1, 0])
        #expect(try scene.fields(frames[0]) == [":status": "200", "content-length": "5"])
        #expect(frames[1].text == "hello" && frames[1].ends)
        #expect(scene.streams.first?.hasEnded == true)
        #expect(scene.metrics.streamCount == 0 && !scene.isClosed)
    }

    @Test func `streams are apart from each other`() throws {
        let scene = try ConnectionScene()
        for stream in [1, 3, 5] {
            try scene.send(try RawFrame.headers(requestFields(path: "/\(stream)"), stream: stream))
        }
        #expect(scene.streams.count == 3 && scene.metrics.streamCount == 3)
        scene.streams[1].write(Self.hello)
        try scene.receive()
        #expect(scene.frames(of: 1).isEmpty && scene.frames(of: 3).count == 2 && scene.frames(of: 5).isEmpty)
        #expect(!scene.streams[0].hasEnded && scene.streams[1].hasEnded)
    }

    @Test func `a malformed request is reset, and its handler hears of none`() throws {
        let scene = try ConnectionScene(answer: Self.hello)
        try scene.send(try RawFrame.headers(requestFields(authority: "user@shop.test"), stream: 1))
        try scene.send(try RawFrame.headers(requestFields([("connection", "close")]), stream: 3))
        #expect(scene.frames(of: 1).map(\.resetCode) == [1])
        #expect(scene.frames(of: 3).map(\.resetCode) == [1])
        #expect(scene.streams.allSatisfy { $0.received.isEmpty })
        // The connection goes on.
        try scene.send(try RawFrame.headers(requestFields(), stream: 5))
        #expect(scene.frames(of: 5).count == 2)
    }

    @Test func `a body that contradicts its length cuts the handler off`() throws {
        let scene = try ConnectionScene()
        let fields = requestFields(method: "POST", [("content-length", "3")])
        try scene.send(try RawFrame.headers(fields, stream: 1, ends: false))
        try scene.send(RawFrame.data("ab", stream: 1), RawFrame.data("cd", stream: 1, ends: true))
        #expect(scene.frames(of: 1).map(\.resetCode) == [1])
        #expect(scene.streams[0].received.hasSuffix("\r\n\r\nab") && scene.streams[0].hasEnded)
    }

    @Test func `an answer that is cut is reset, and never looks whole`() throws {
        for begun in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell"] {
            let scene = try ConnectionScene()
            try scene.send(try RawFrame.headers(requestFields(), stream: 1))
            if !begun.isEmpty { scene.streams[0].write(begun) }
            scene.streams[0].close()
            try scene.receive()
            let frames = scene.frames(of: 1)
            #expect(frames.last?.resetCode == 2)
            #expect(!frames.dropLast().contains { $0.ends }, "\(frames)")
            #expect(scene.streams[0].hasEnded && !scene.isClosed)
        }
    }

    @Test func `an answer without a length ends where its handler says that it is whole`() throws {
        let open = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello"
        let whole = try ConnectionScene()
        try whole.send(try RawFrame.headers(requestFields(), stream: 1))
        whole.streams[0].write(open)
        whole.streams[0].write("")
        whole.streams[0].close()
        try whole.receive()
        #expect(whole.frames(of: 1).map(\.kind) == [1, 0, 0] && whole.frames(of: 1)[2].ends)

        let halved = try ConnectionScene()
        try halved.send(try RawFrame.headers(requestFields(), stream: 1))
        halved.streams[0].write(open)
        halved.streams[0].close(.output)
        try halved.receive()
        #expect(halved.frames(of: 1).last?.ends == true)

        let cut = try ConnectionScene()
        try cut.send(try RawFrame.headers(requestFields(), stream: 1))
        cut.streams[0].write(open)
        cut.streams[0].close()
        try cut.receive()
        #expect(cut.frames(of: 1).last?.resetCode == 2)
    }

    @Test func `an answer before the end of its request stops the rest of it`() throws {
        let scene = try ConnectionScene(answer: Self.hello)
        try scene.send(try RawFrame.headers(requestFields(method: "POST"), stream: 1, ends: false))
        let frames = scene.frames(of: 1)
        #expect(frames.map(\.kind) == [1, 0, 3])
        #expect(frames[1].ends && frames[2].resetCode == 0)
        #expect(scene.streams[0].hasEnded)
        try scene.send(RawFrame.data("late", stream: 1, ends: true))
        #expect(!scene.isClosed && !scene.streams[0].received.contains("late"))
    }

    @Test func `a handler hears when its answer is sent`() throws {
        let scene = try ConnectionScene(settings: [(4, 2)])
        try scene.send(try RawFrame.headers(requestFields(), stream: 1))
        let stream = scene.streams[0]
        stream.write(Self.hello)
        let sent = scene.channel.eventLoop.makePromise(of: Void.self)
        var wasSent = false
        sent.futureResult.assumeIsolated().whenSuccess { wasSent = true }
        stream.write("", promise: sent)
        try scene.receive()
        // The client has taken two bytes; the window keeps the rest.
        #expect(!wasSent && scene.frames(of: 1).last?.text == "he")
        try scene.send(RawFrame.windowUpdate(10, stream: 1))
        #expect(wasSent && scene.frames(of: 1).last?.text == "llo" && scene.frames(of: 1).last?.ends == true)
    }

    @Test func `a client that takes its request back ends its handler's connection`() throws {
        let scene = try ConnectionScene()
        try scene.send(try RawFrame.headers(requestFields(), stream: 1))
        try scene.send(RawFrame.reset(stream: 1))
        #expect(scene.streams[0].hasEnded && !scene.isClosed)
    }

    @Test func `trailers go both ways`() throws {
        let answer =
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nx-sum: 1\r\n\r\n"
        let scene = try ConnectionScene()
        try scene.send(try RawFrame.headers(requestFields(method: "POST"), stream: 1, ends: false))
        try scene.send(RawFrame.data("a", stream: 1))
        try scene.send(try RawFrame.headers(["x-mine": "2"], stream: 1))
        #expect(scene.streams[0].received.hasSuffix("1\r\na\r\n0\r\nx-mine: 2\r\n\r\n"))
        scene.streams[0].write(answer)
        try scene.receive()
        let frames = scene.frames(of: 1)
        #expect(frames.map(\.kind) == [1, 0, 1])
        #expect(try frames.filter { $0.kind == 1 }.map { try scene.fields($0) }.last == ["x-sum": "1"])
        #expect(frames[2].ends)
    }

    @Test func `where nobody takes a stream it is refused, and may be tried again`() throws {
        let scene = try ConnectionScene(refuses: true)
        try scene.send(try RawFrame.headers(requestFields(), stream: 1))
        #expect(scene.frames(of: 1).map(\.resetCode) == [7])
    }

    @Test func `a client that does not read is told to the handler`() throws {
        let scene = try ConnectionScene(settings: [(4, 0)]) { $0.unsentBytes = 1000 }
        try scene.send(try RawFrame.headers(requestFields(), stream: 1))
        let stream = scene.streams[0]
        stream.write("HTTP/1.1 200 OK\r\ncontent-length: 2000\r\n\r\n")
        #expect(stream.isWritable)
        stream.write(String(repeating: "x", count: 1500))
        #expect(!stream.isWritable)
        try scene.send(RawFrame.windowUpdate(1400, stream: 1))
        #expect(stream.isWritable)
    }

    @Test func `the largest windows do not make a full socket take more`() throws {
        let scene = try ConnectionScene(settings: [(4, 0x7FFF_FFFF)]) { $0.unsentBytes = 1000 }
        try scene.send(RawFrame.windowUpdate(0x7FFF_FFFF - 65_535), try RawFrame.headers(requestFields(), stream: 1))
        let stream = scene.streams[0]
        #expect(stream.isWritable)
        scene.channel.isWritable = false
        scene.channel.pipeline.fireChannelWritabilityChanged()
        #expect(!stream.isWritable)
        scene.channel.isWritable = true
        scene.channel.pipeline.fireChannelWritabilityChanged()
        #expect(stream.isWritable)
    }

    @Test func `what is still on its way of requests that are answered ends nothing`() throws {
        let scene = try ConnectionScene(answer: Self.hello)
        for index in 0..<100 {
            try scene.send(try RawFrame.headers(requestFields(method: "POST"), stream: 2 * index + 1, ends: false))
        }
        for index in 0..<100 { try scene.send(RawFrame.data("late", stream: 2 * index + 1, ends: true)) }
        #expect(scene.goAway == nil && !scene.isClosed)
    }
}
