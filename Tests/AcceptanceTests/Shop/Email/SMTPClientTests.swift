import NIOCore
import NIOPosix
import Tenfold
import TenfoldTesting
import Testing

@testable import ShopModules

@Suite struct SMTPClientTests {
    private func client(_ port: Int) throws -> SMTPClient {
        let configuration = ModuleConfiguration { $0 == "smtp" ? "smtp://127.0.0.1:\(port)" : nil }
        return SMTPClient(settings: try #require(try SMTPSettings(configuration)))
    }

    private func send(_ client: SMTPClient, _ message: String = "Subject: Hello\r\n\r\nWorld\r\n") async throws {
        try await client.send(message, from: try MailAddress("shop@shop.test"), to: "ann@example.org")
    }

    /// The code of what sending fails with.
    private func failure(_ client: SMTPClient) async throws -> String? {
        do {
            try await send(client)
            return nil
        } catch let failure as SMTPFailure {
            return failure.code
        } catch let fault as Fault {
            return fault.code.name
        }
    }

    /// A server that takes connections and says this at once, then nothing more.
    private func listen(saying text: String = "", closes: Bool = false) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { child in
                if !text.isEmpty { child.writeAndFlush(ByteBuffer(string: text), promise: nil) }
                if closes { child.close(promise: nil) }
                return child.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    @Test func `a mail arrives line by line as it was`() async throws {
        let server = MailServer()
        try await server.start()
        try await send(try client(server.port), "Subject: Dots\r\n\r\n.\r\n..\r\n.QUIT\r\n")
        #expect(server.seen.breaches == [])
        #expect(server.seen.mails.map(\.body) == [[".", "..", ".QUIT"]])
        try await server.stop()
    }

    @Test func `a server that says nothing is left when the time for a reply is over`() async throws {
        let server = try await listen()
        var client = try client(try #require(server.localAddress?.port))
        client.replyTimeout = .milliseconds(50)
        #expect(try await failure(client) == "email.smtp-unanswered")
        try await server.close()
    }

    @Test func `the call's deadline ends the conversation`() async throws {
        let server = try await listen(saying: "220 mail.test\r\n")
        let client = try client(try #require(server.localAddress?.port))
        for deadline in [ContinuousClock.now + .milliseconds(50), .now] {
            let outcome = try await Call.$current.withValue(Call(deadline: deadline)) { try await failure(client) }
            #expect(outcome == "deadline-exceeded")
        }
        try await server.close()
    }

    @Test func `a connection that is closed, or never made, is a failure`() async throws {
        let server = try await listen(closes: true)
        #expect(try await failure(try client(try #require(server.localAddress?.port))) != nil)
        try await server.close()
        let port = try #require(try await FreePorts.find(1).first)
        #expect(try await failure(try client(port)) == "email.smtp-unreachable")
    }

    @Test func `a mail that was taken stays taken when the server says no goodbye`() async throws {
        // All replies in advance, and none to QUIT.
        let replies = ["220 mail.test", "250 mail.test", "250 ok", "250 ok", "354 go on", "250 taken"]
        let server = try await listen(saying: replies.map { "\($0)\r\n" }.joined())
        #expect(try await failure(try client(try #require(server.localAddress?.port))) == nil)
        try await server.close()
    }
}
