import HostileMessages
import Synchronization
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

/// Messages whose end two readers might see at different places: refused, once, and nothing after them is a request.
@Suite(.timeLimit(.minutes(1)))
struct SmugglingTests {
    private static let smuggled = "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"

    /// What a client got that sent `bytes`, and how often the handlers ran.
    private func outcome(of bytes: String) async throws -> (answer: String, echoes: Int, counts: Int) {
        let (echoed, counted, answers) = (Recorder<Void>(), Recorder<Void>(), Recorder<String>())
        let echo = Route(.post, "/echo") { request in
            echoed.record(())
            return Response(body: .buffer(try await request.body.collect(upTo: 1 << 20)))
        }
        let count = Route(.post, "/count") { _ in
            counted.record(())
            return .text("counted")
        }
        try await withServer([echo, count]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send(bytes)
            answers.record(await client.readToEnd())
        }
        return (try #require(answers.all.first), echoed.all.count, counted.all.count)
    }

    @Test(arguments: SmugglingShape.all)
    func `is refused, the connection closes, and what follows is not run`(shape: SmugglingShape) async throws {
        let outcome = try await outcome(of: shape.bytes + Self.smuggled + Self.smuggled)
        let statuses = outcome.answer.matches(of: #/HTTP/1\.1 (\d{3}) /#).compactMap { Int($0.1) }
        #expect(statuses.count == 1 && shape.statuses.isSuperset(of: statuses), "\(outcome.answer)")
        #expect(outcome.answer.contains("\r\nconnection: close\r\n"), "\(outcome.answer)")
        #expect(outcome.echoes == 0, "the handler got what was refused")
        #expect(outcome.counts == 0, "the smuggled request was run")
    }

    @Test func `the same bytes behind a message that is well-formed are run`() async throws {
        let message = SmugglingShape.post("well-formed", "Content-Length: 5")
        let outcome = try await outcome(
            of: message.bytes + Self.smuggled + "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(outcome.answer.ranges(of: "HTTP/1.1 200 ").count == 3, "\(outcome.answer)")
        #expect(outcome.echoes == 1 && outcome.counts == 2)
    }

    @Test func `a body that looks like requests is only a body`() async throws {
        let body = Self.smuggled + Self.smuggled
        let message = SmugglingShape.post(
            "a body of requests", "Connection: close\r\nContent-Length: \(body.utf8.count)", body)
        let outcome = try await outcome(of: message.bytes)
        #expect(outcome.answer.hasSuffix("\r\n\r\n" + body) && outcome.counts == 0 && outcome.echoes == 1)
    }

    @Test func `a request that asks for another protocol is answered in this one`() async throws {
        let upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"
        let outcome = try await outcome(
            of: "POST /count HTTP/1.1\r\nHost: a\r\n\(upgrade)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(outcome.answer.hasPrefix("HTTP/1.1 200 ") && outcome.counts == 1, "\(outcome.answer)")
        #expect(!outcome.answer.contains("101"))
    }

    @Test func `a word to go on that nobody waited for does not shift answers`() async throws {
        let outcome = try await outcome(
            of: "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"
                + "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(outcome.echoes == 1 && outcome.counts == 1)
        #expect(outcome.answer.ranges(of: "HTTP/1.1 200 ").count == 2, "\(outcome.answer)")
        #expect(outcome.answer.hasSuffix("counted"))
    }
}
