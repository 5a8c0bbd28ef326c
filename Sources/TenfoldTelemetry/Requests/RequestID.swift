import TenfoldCore

/// The id under which a request is found in logs and answers.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    /// 1 to 64 of `A-Z a-z 0-9 . _ -`: harmless in a header, a log, a file's name and a shell.
    package let text: String

    /// The longest id that is taken from a caller, in bytes.
    package static let longest = 64

    /// A caller's own id (`X-Request-Id`), or nil where it is not one that we hand on.
    package init?(inbound text: String) {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= Self.longest, bytes.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    /// A new id: 32 hexadecimal digits laid out as a UUIDv7 (RFC 9562), so that ids sort by their time.
    package init(atMilliseconds milliseconds: Int64, using random: inout some RandomNumberGenerator) {
        let time = UInt64(bitPattern: milliseconds) & 0xffff_ffff_ffff
        let high = time << 16 | 0x7000 | (random.next() & 0xfff)
        let low = (random.next() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000
        text = Hexadecimal.text(high, low)
    }

    /// The caller's id where it can be taken, else a new one.
    package static func accepting(
        _ inbound: String?, atMilliseconds milliseconds: Int64, using random: inout some RandomNumberGenerator
    ) -> RequestID {
        inbound.flatMap { RequestID(inbound: $0) } ?? RequestID(atMilliseconds: milliseconds, using: &random)
    }

    package var description: String { text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
