/// A mail server's answer to one command (RFC 5321, section 4.2).
struct SMTPReply: Hashable, Sendable, CustomStringConvertible {
    var code: Int
    /// The text of each line.
    var lines: [String]

    /// 2xx: done.
    var isPositive: Bool { code / 100 == 2 }
    /// 5xx: the same again will get the same answer.
    var isPermanent: Bool { code / 100 == 5 }

    /// For logs: at most 200 characters, and no control character.
    var description: String {
        let text = lines.joined(separator: " / ").unicodeScalars.prefix(200).map { scalar in
            scalar.properties.generalCategory == .control ? "?" : String(scalar)
        }
        return "\(code) \(text.joined())"
    }
}
