/// Writes JSON strings (RFC 8259, section 7) as bytes, for documents that are put together by hand.
package enum JSONText {
    private static let hexadecimal: [UInt8] = Array("0123456789abcdef".utf8)
    /// What stands at the end of a text that was cut.
    package static let cutMark = "…[cut]"

    /// Appends the text with its quotes. A text whose escaped form is longer than `limit` bytes is cut at a character's
    /// end and marked.
    package static func append(_ text: String, limit: Int = .max, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text, limit: limit, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// As `append`, without the quotes.
    package static func appendEscaped(_ text: String, limit: Int = .max, to bytes: inout [UInt8]) {
        let start = bytes.count
        var boundary = start
        for byte in text.utf8 {
            if byte & 0xc0 != 0x80 { boundary = bytes.count }
            appendEscaped(byte, to: &bytes)
            if bytes.count - start > limit {
                bytes.removeLast(bytes.count - boundary)
                bytes.append(contentsOf: cutMark.utf8)
                return
            }
        }
    }

    private static func appendEscaped(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
        case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
        case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
        case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
        case 0..<0x20, 0x7f:
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(hexadecimal[Int(byte >> 4)])
            bytes.append(hexadecimal[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }
}
