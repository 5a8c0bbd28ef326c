import Tenfold
import Testing

@testable import ShopModules

@Suite struct SMTPConversationTests {
    private typealias Action = SMTPConversation.Action

    private func conversation(
        message: String = "Subject: Hello\r\n\r\nWorld\r\n", credentials: SMTPCredentials? = nil
    ) throws -> SMTPConversation {
        try SMTPConversation(
            sender: try MailAddress("shop@shop.test"), recipient: try MailAddress("ann@example.org"), message: message,
            credentials: credentials)
    }

    private let ann = SMTPCredentials(user: "ann", password: .init("secret"))

    /// What is done about each of the replies.
    private func play(_ conversation: SMTPConversation, _ replies: String...) -> [[Action]] {
        var conversation = conversation
        return replies.map { conversation.receive(Array("\($0)\r\n".utf8)) }
    }

    private func failure(_ actions: [Action]) -> SMTPFailure? {
        actions.lazy.compactMap { if case .settle(let failure) = $0 { failure } else { nil } }.first
    }

    @Test func `a mail is sent in the order of RFC 5321`() throws {
        let actions = play(
            try conversation(), "220 mail.test", "250-mail.test\r\n250 8BITMIME", "250 ok", "251 will forward",
            "354 go on", "250 taken", "221 bye")
        #expect(
            actions == [
                [.send("EHLO [127.0.0.1]\r\n")], [.send("MAIL FROM:<shop@shop.test>\r\n")],
                [.send("RCPT TO:<ann@example.org>\r\n")], [.send("DATA\r\n")],
                [.send("Subject: Hello\r\n\r\nWorld\r\n.\r\n")], [.settle(nil), .send("QUIT\r\n")], [.close],
            ])
    }

    @Test func `replies may come a byte at a time`() throws {
        var conversation = try conversation()
        let bytes = Array("220 mail.test\r\n250-mail.test\r\n250-SIZE\r\n250 HELP\r\n250 ok\r\n".utf8)
        let actions = bytes.flatMap { conversation.receive([$0]) }
        #expect(
            actions == [
                .send("EHLO [127.0.0.1]\r\n"), .send("MAIL FROM:<shop@shop.test>\r\n"),
                .send("RCPT TO:<ann@example.org>\r\n"),
            ])
    }

    @Test func `with a user and password it signs in first`() throws {
        let actions = play(
            try conversation(credentials: ann), "220 mail.test", "250-mail.test\r\n250 auth login plain", "235 welcome")
        #expect(
            actions.dropFirst() == [
                [.send("AUTH PLAIN AGFubgBzZWNyZXQ=\r\n")], [.send("MAIL FROM:<shop@shop.test>\r\n")],
            ])
    }

    @Test(arguments: ["250 mail.test", "250-mail.test\r\n250 AUTH LOGIN", "250 AUTH PLAIN", "502 what?"])
    func `a password is given to no server that does not ask for it so`(hello: String) throws {
        let last = play(try conversation(credentials: ann), "220 mail.test", hello)[1]
        #expect(failure(last)?.isRetriable == false)
        #expect(last.last == .send("QUIT\r\n"))
    }

    @Test func `a server that does not know EHLO is greeted with HELO`() throws {
        let actions = play(try conversation(), "220 mail.test", "502 what?", "250 mail.test")
        #expect(actions.dropFirst() == [[.send("HELO [127.0.0.1]\r\n")], [.send("MAIL FROM:<shop@shop.test>\r\n")]])
    }

    @Test(arguments: 0..<6, [(451, true), (421, true), (550, false)])
    func `a refusal at any place settles the mail: 4xx for now, 5xx for good`(place: Int, reply: (Int, Bool)) throws {
        // With HELO after a permanent no to EHLO, so that every place can refuse.
        let replies = ["220 mail.test", "500 what?", "250 mail.test", "250 ok", "250 ok", "354 go on"]
        let isHelloRetried = place == 1 && reply.0 == 550
        guard !isHelloRetried else { return }
        var conversation = try conversation()
        for reply in replies.prefix(place) { _ = conversation.receive(Array("\(reply)\r\n".utf8)) }
        let actions = conversation.receive(Array("\(reply.0)-no\r\n\(reply.0) not you\r\n".utf8))
        let refusal = try #require(failure(actions))
        #expect(refusal.isRetriable == reply.1)
        #expect(refusal.description.contains("\(reply.0) no / not you"))
        #expect(actions.last == .send("QUIT\r\n"))
        #expect(conversation.receive(Array("221 bye\r\n".utf8)) == [.close])
    }

    @Test func `what comes after the mail was taken does not change it`() throws {
        for last in ["500 what?", "garbage"] {
            let actions = play(
                try conversation(), "220 mail.test", "250 mail.test", "250 ok", "250 ok", "354 go on", "250 taken", last
            )
            #expect(actions[5].first == .settle(nil))
            #expect(actions[6] == [.close])
        }
    }

    @Test(arguments: [
        "hello", "22", "999 no", "199 no", "220x", "250-one\r\n251 two", String(repeating: "2", count: 3000),
        "220 " + String(repeating: "x", count: 3000), String(repeating: "250-x\r\n", count: 200),
    ])
    func `what is not SMTP ends the connection, and may be tried again`(bytes: String) throws {
        var conversation = try conversation()
        let actions = conversation.receive(Array("\(bytes)\r\n".utf8))
        #expect(failure(actions)?.code == "email.smtp-garbled")
        #expect(actions.last == .close)
        #expect(conversation.receive(Array("220 sorry\r\n".utf8)) == [])
    }

    @Test func `a server's words are shortened and cleaned before they are logged`() {
        let reply = SMTPReply(code: 550, lines: ["\u{1b}[2J" + String(repeating: "x", count: 3000)])
        #expect(reply.description.count <= 204)
        #expect(!reply.description.contains("\u{1b}"))
    }
}
