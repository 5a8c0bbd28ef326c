/// The server's side of one connection: lines in, replies out. Commands must come in their order, one at a time.
struct MailSession {
    private enum Expected { case hello, authentication, sender, recipient, data, content }

    private let server: MailServer
    private var expected = Expected.hello
    private var mail = MailServer.Mail(sender: "", recipients: [], lines: [])

    init(_ server: MailServer) { self.server = server }

    func greeting() -> String {
        server.note { $0.connections += 1 }
        return "220-mail.test is glad\r\n220 to meet you"
    }

    /// The reply to a line, or nil inside a mail.
    mutating func take(_ bytes: [UInt8]) -> String? {
        guard bytes.suffix(2) == [13, 10], !bytes.dropLast(2).contains(13) else { return breach("a bare CR or LF") }
        guard bytes.allSatisfy({ $0 < 0x80 && $0 != 0 }) else { return breach("not ASCII") }
        let line = String(decoding: bytes.dropLast(2), as: UTF8.self)
        if expected == .content { return takeContent(line) }
        return bytes.count <= 512 ? takeCommand(line) : breach("a command of \(bytes.count) bytes")
    }

    private mutating func takeCommand(_ line: String) -> String {
        switch expected {
        case _ where line == "QUIT": return "221 bye"
        case .hello where line == "EHLO [127.0.0.1]":
            let isOpen = server.seen.password == nil
            expected = isOpen ? .sender : .authentication
            return "250-mail.test\r\n250-SIZE 10000000\r\n250 " + (isOpen ? "HELP" : "AUTH LOGIN PLAIN")
        case .authentication where line.hasPrefix("AUTH PLAIN "):
            guard line.dropFirst(11) == server.seen.password ?? "" else { return "535 5.7.8 who are you?" }
            expected = .sender
            return "235 2.7.0 welcome"
        case .sender where Self.path(line, after: "MAIL FROM:") != nil:
            mail.sender = Self.path(line, after: "MAIL FROM:") ?? ""
            expected = .recipient
            return "250 2.1.0 go on"
        case .recipient where Self.path(line, after: "RCPT TO:") != nil:
            mail.recipients.append(Self.path(line, after: "RCPT TO:") ?? "")
            expected = .data
            return "250 2.1.5 go on"
        case .data where line == "DATA":
            expected = .content
            return "354 until a dot"
        default: return breach("\(line), where \(expected) was due")
        }
    }

    private mutating func takeContent(_ line: String) -> String? {
        guard line == "." else {
            if line.utf8.count > 998 { return breach("a line of \(line.utf8.count) bytes") }
            mail.lines.append(line.hasPrefix(".") ? String(line.dropFirst()) : line)
            return nil
        }
        expected = .sender
        let taken = mail
        return server.note { state in
            guard state.refusals.isEmpty else {
                state.refused += 1
                return state.refusals.removeFirst()
            }
            state.mails.append(taken)
            return "250 2.0.0 taken"
        }
    }

    private func breach(_ sentence: String) -> String {
        server.note { $0.breaches.append(sentence) }
        return "500 5.5.0 \(sentence)"
    }

    /// What is between the angle brackets, where nothing else follows the command.
    private static func path(_ line: String, after command: String) -> String? {
        guard line.hasPrefix("\(command)<"), line.hasSuffix(">") else { return nil }
        let path = line.dropFirst(command.count + 1).dropLast()
        return path.contains { " <>".contains($0) } ? nil : String(path)
    }
}
