/// Text as a mail carries it over any server: ASCII, in lines of at most 76 characters (RFC 2045, section 6.7).
enum QuotedPrintable {
    private static let digits = Array("0123456789ABCDEF")

    /// Every line of the text, with CRLF between them.
    static func encode(_ text: String) -> String {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { encode(line: $0) }.joined(separator: "\r\n")
    }

    private static func encode(line: Substring.UTF8View) -> String {
        var encoded = ""
        var column = 0
        for index in line.indices {
            let isLast = line.index(after: index) == line.endIndex
            let piece = piece(line[index], isLast: isLast)
            // Place 76 is kept for the `=` that says "the line goes on".
            if column + piece.utf8.count > 75 {
                encoded += "=\r\n"
                column = 0
            }
            encoded += piece
            column += piece.utf8.count
        }
        return encoded
    }

    private static func piece(_ byte: UInt8, isLast: Bool) -> String {
        switch byte {
        case UInt8(ascii: "="): "=3D"
        case 0x21...0x7e: String(UnicodeScalar(byte))
        // Spaces at a line's end get lost on the way.
        case 0x20 where !isLast, 0x09 where !isLast: String(UnicodeScalar(byte))
        default: "=\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
    }
}
