/// An email address that is safe in a mail's header and in a command to a mail server: plain ASCII without quoting.
struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    let text: String
    var description: String { text }
    /// What is right of the `@`.
    var domain: Substring { text[text.index(after: text.lastIndex(of: "@") ?? text.startIndex)...] }

    /// Throws `SMTPFailure` (`email.address`) for all else: spaces and line breaks, which would begin a command of
    /// their own, and letters beyond ASCII, which not every mail server takes. Lengths are those of RFC 5321, 4.5.3.1.
    init(_ text: String) throws {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        let special = #"()<>[]:;@\,""#.utf8
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { (0x21...0x7e).contains($0) && !special.contains($0) }
        }
        guard parts.count == 2, isPlain, parts[0].count <= 64, text.utf8.count <= 254 else {
            throw SMTPFailure.address(text)
        }
        self.text = text
    }
}
