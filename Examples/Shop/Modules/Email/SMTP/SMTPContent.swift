/// A mail as it follows the command DATA (RFC 5321, sections 2.3.8, 4.1.1.4, 4.5.2 and 4.5.3.1.6).
enum SMTPContent {
    /// Bytes of a line without its CRLF.
    static let longestLine = 998

    /// The lines, each ended by CRLF and never by a CR or LF alone, with a dot before each leading dot, and the dot
    /// that ends the mail. Throws `SMTPFailure` (`email.message`) where a line is too long or not ASCII.
    static func encode(_ message: String) throws(SMTPFailure) -> String {
        var content = ""
        for line in lines(of: message) {
            guard line.count <= longestLine else { throw .message("has a line of more than 998 bytes") }
            guard line.allSatisfy({ (1...0x7f).contains($0) }) else { throw .message("has bytes beyond ASCII") }
            if line.first == UInt8(ascii: ".") { content += "." }
            content += String(decoding: line, as: UTF8.self) + "\r\n"
        }
        return content + ".\r\n"
    }

    /// CRLF, CR and LF each end a line: a server that takes one of them for more than another has nothing to mistake.
    private static func lines(of message: String) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var previous: UInt8?
        for byte in message.utf8 {
            switch (byte, previous) {
            case (UInt8(ascii: "\n"), UInt8(ascii: "\r")): break
            case (UInt8(ascii: "\n"), _), (UInt8(ascii: "\r"), _): lines.append([])
            default: lines[lines.count - 1].append(byte)
            }
            previous = byte
        }
        // What follows the last line break is a line only where it is something.
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
