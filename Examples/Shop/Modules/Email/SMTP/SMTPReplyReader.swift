/// Puts replies together from bytes as they come. Bounded: a server that talks on is cut off.
struct SMTPReplyReader: Sendable {
    /// Bytes of a line; RFC 5321 (4.5.3.1.5) asks for 512, and some servers write more.
    static let longestLine = 2_048
    static let mostLines = 128

    private var line: [UInt8] = []
    private var begun: SMTPReply?

    /// The replies that are whole now. Throws `SMTPFailure` (`email.smtp-garbled`); nothing can be read after that.
    mutating func take(_ bytes: some Sequence<UInt8>) throws(SMTPFailure) -> [SMTPReply] {
        var replies: [SMTPReply] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                guard line.count < Self.longestLine else { throw .garbled("a line is longer than 2048 bytes") }
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if let reply = try takeLine() { replies.append(reply) }
            line.removeAll(keepingCapacity: true)
        }
        return replies
    }

    /// `250-text` is followed by more lines; `250 text` and a mere `250` end the reply.
    private mutating func takeLine() throws(SMTPFailure) -> SMTPReply? {
        let code = try Self.code(line)
        guard begun == nil || begun?.code == code else { throw .garbled("the lines of a reply have different codes") }
        var reply = begun ?? SMTPReply(code: code, lines: [])
        guard reply.lines.count < Self.mostLines else { throw .garbled("a reply has more than 128 lines") }
        reply.lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        let goesOn = line.count > 3 && line[3] == UInt8(ascii: "-")
        begun = goesOn ? reply : nil
        return goesOn ? nil : reply
    }

    private static func code(_ line: [UInt8]) throws(SMTPFailure) -> Int {
        let digits = line.prefix(3).map { Int($0) - 0x30 }
        let isSeparated =
            line.count == 3 || line.count > 3 && (line[3] == UInt8(ascii: " ") || line[3] == UInt8(ascii: "-"))
        guard digits.count == 3, digits.allSatisfy((0...9).contains), (2...5).contains(digits[0]), isSeparated else {
            throw .garbled("a line does not begin with a reply code")
        }
        return digits[0] * 100 + digits[1] * 10 + digits[2]
    }
}
