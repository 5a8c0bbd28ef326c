import Testing

@testable import TenfoldHTTP

/// The scans of eight bytes at a time against one byte at a time: each byte, at each place of a run.
struct ByteScanTests {
    private typealias Scan = (RawSpan, Int, Int) -> Int

    private static let runsBefore = [0, 1, 7, 8, 15]
    private static let runsBehind = [0, 7, 9]

    @Test func `a token ends where its bytes do`() {
        Self.expect("a", { $0.endOfToken(from: $1, to: $2) }) { ASCII.isTokenByte($0) }
        Self.expect("-", { $0.endOfToken(from: $1, to: $2) }) { ASCII.isTokenByte($0) }
        Self.expect("!", { $0.endOfToken(from: $1, to: $2) }) { ASCII.isTokenByte($0) }
    }

    @Test func `tchar is what RFC 9110 lists`() {
        let listed = Set("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        #expect((0...255).filter { ASCII.isTokenByte($0) } == listed.sorted())
    }

    @Test func `a value ends at a control, and not at a tab`() {
        Self.expect("v", { $0.endOfValue(from: $1, to: $2) }) { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        Self.expect("\t", { $0.endOfValue(from: $1, to: $2) }) { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    @Test func `a path ends at a question mark and at what is no target`() {
        Self.expect("p", { $0.endOfPath(from: $1, to: $2) }) {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "?")
        }
    }

    @Test func `a query ends at what is no target`() {
        Self.expect("?", { $0.endOfQuery(from: $1, to: $2) }) { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
    }

    @Test func `blanks are spaces and tabs`() {
        Self.expect(" ", { $0.endOfBlanks(from: $1, to: $2) }) { $0 == 0x20 || $0 == 0x09 }
    }

    @Test func `texts match in any case and not by resemblance`() {
        for text in ["te", "host", "expect", "upgrade", "connection", "transfer-encoding"] {
            for index in text.utf8.indices {
                for byte in UInt8(0x20)...0xFF {
                    var bytes = Array(text.utf8)
                    let offset = text.utf8.distance(from: text.utf8.startIndex, to: index)
                    let isSame = ASCII.lowercased(byte) == bytes[offset]
                    bytes[offset] = byte
                    guard Self.matches(text, bytes.span.bytes) != isSame else { continue }
                    Issue.record("\(text) with \(byte) at \(offset)")
                }
            }
        }
    }

    /// The text is known when the code is compiled.
    private static func matches(_ text: String, _ bytes: RawSpan) -> Bool {
        switch text {
        case "te": bytes.matches("te", from: 0, to: bytes.byteCount)
        case "host": bytes.matches("host", from: 0, to: bytes.byteCount)
        case "expect": bytes.matches("expect", from: 0, to: bytes.byteCount)
        case "upgrade": bytes.matches("upgrade", from: 0, to: bytes.byteCount)
        case "connection": bytes.matches("connection", from: 0, to: bytes.byteCount)
        default: bytes.matches("transfer-encoding", from: 0, to: bytes.byteCount)
        }
    }

    private static func expect(_ filler: Character, _ scan: Scan, _ isInside: (UInt8) -> Bool) {
        for before in runsBefore {
            for behind in runsBehind {
                var bytes = Array(String(repeating: filler, count: before + 1 + behind).utf8)
                for byte in UInt8.min...UInt8.max {
                    bytes[before] = byte
                    let end = isInside(byte) ? bytes.count : before
                    guard scan(bytes.span.bytes, 0, bytes.count) != end else { continue }
                    Issue.record("byte \(byte) behind \(before) and before \(behind) of \(filler)")
                }
            }
        }
    }
}
