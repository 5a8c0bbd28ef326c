/// What is said to a mail server to send it one mail (RFC 5321, section 4.1; AUTH PLAIN of RFC 4954), without any I/O:
/// bytes of replies come in, and what to do about them comes out.
struct SMTPConversation: Sendable {
    enum Action: Hashable, Sendable {
        /// Write this.
        case send(String)
        /// The mail was taken (nil) or was not. This comes once; what follows cannot change it.
        case settle(SMTPFailure?)
        /// Nothing more is to be said.
        case close
    }

    private enum Stage {
        case greeting, extendedHello, hello, authentication, sender, recipient, data, content, quit, over
    }

    /// This machine's address as a literal, for instance `[192.0.2.1]`.
    var clientName = "[127.0.0.1]"
    private let sender: MailAddress
    private let recipient: MailAddress
    private let content: String
    private let credentials: SMTPCredentials?
    private var stage = Stage.greeting
    private var reader = SMTPReplyReader()

    /// Throws `SMTPFailure` (`email.message`) for a mail that cannot be sent as it is.
    init(
        sender: MailAddress, recipient: MailAddress, message: String, credentials: SMTPCredentials?
    ) throws(SMTPFailure) {
        self.sender = sender
        self.recipient = recipient
        self.credentials = credentials
        content = try SMTPContent.encode(message)
    }

    /// What to do about bytes that the server sent.
    mutating func receive(_ bytes: some Sequence<UInt8>) -> [Action] {
        guard stage != .over else { return [] }
        do {
            return try reader.take(bytes).flatMap { answer($0) }
        } catch {
            let isSettled = stage == .quit
            stage = .over
            return isSettled ? [.close] : [.settle(error), .close]
        }
    }

    private mutating func answer(_ reply: SMTPReply) -> [Action] {
        switch stage {
        case .greeting where reply.code == 220: say("EHLO \(clientName)", .extendedHello)
        case .greeting: refused("the connection", reply)
        case .extendedHello: answerToHello(reply)
        case .hello where reply.isPositive: say("MAIL FROM:<\(sender)>", .sender)
        case .hello: refused("HELO", reply)
        case .authentication where reply.code == 235: say("MAIL FROM:<\(sender)>", .sender)
        case .authentication: refused("AUTH", reply)
        case .sender where reply.isPositive: say("RCPT TO:<\(recipient)>", .recipient)
        case .sender: refused("MAIL", reply)
        case .recipient where reply.isPositive: say("DATA", .data)
        case .recipient: refused("RCPT", reply)
        case .data where reply.code == 354: send(content, .content)
        case .data: refused("DATA", reply)
        case .content where reply.isPositive: settle(nil)
        case .content: refused("the mail", reply)
        case .quit: close()
        case .over: []
        }
    }

    /// Servers older than RFC 1869 know HELO alone, and with it no extension.
    private mutating func answerToHello(_ reply: SMTPReply) -> [Action] {
        if reply.isPermanent, credentials == nil { return say("HELO \(clientName)", .hello) }
        guard reply.isPositive else { return refused("EHLO", reply) }
        guard let credentials else { return say("MAIL FROM:<\(sender)>", .sender) }
        guard Self.offersPlain(reply) else { return settle(.noAuthentication) }
        return say("AUTH PLAIN \(credentials.plainResponse)", .authentication)
    }

    /// The first line is the server's name; each other one names an extension and its parameters.
    private static func offersPlain(_ reply: SMTPReply) -> Bool {
        reply.lines.dropFirst().contains { line in
            let words = line.uppercased().split(separator: " ")
            return words.first == "AUTH" && words.dropFirst().contains("PLAIN")
        }
    }

    private mutating func say(_ command: String, _ next: Stage) -> [Action] { send(command + "\r\n", next) }

    private mutating func send(_ text: String, _ next: Stage) -> [Action] {
        stage = next
        return [.send(text)]
    }

    private mutating func refused(_ request: String, _ reply: SMTPReply) -> [Action] {
        settle(.refused(request, reply))
    }

    private mutating func settle(_ failure: SMTPFailure?) -> [Action] {
        [.settle(failure)] + say("QUIT", .quit)
    }

    private mutating func close() -> [Action] {
        stage = .over
        return [.close]
    }
}
