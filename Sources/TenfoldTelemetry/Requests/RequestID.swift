import TenfoldCore

/// The id under which a request is found in logs and answers: 1 to 64 of `A-Z a-z 0-9 . _ -`, so harmless in a header,
/// a log, a file's name and a shell.
package enum RequestID {
    /// The header that carries it, in and out.
    package static let fieldName = "X-Request-Id"
    /// The longest id that is taken from a caller, in bytes.
    package static let longest = 64

    /// A caller's own id, or nil where there is none that we hand on.
    package static func accepted(_ inbound: String?) -> String? {
        guard let inbound, !inbound.isEmpty, inbound.utf8.count <= longest, inbound.utf8.allSatisfy(isAllowed) else {
            return nil
        }
        return inbound
    }

    /// A new id: 32 hexadecimal digits laid out as a UUIDv7 (RFC 9562), so that ids sort by their time.
    package static func generate(
        atMilliseconds milliseconds: Int64, using random: inout some RandomNumberGenerator
    ) -> String {
        let time = UInt64(bitPattern: milliseconds) & 0xffff_ffff_ffff
        let high = time << 16 | 0x7000 | (random.next() & 0xfff)
        let low = (random.next() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000
        return Hexadecimal.text(high, low)
    }

    /// A new id of this moment.
    package static func generate() -> String {
        var random = SystemRandomNumberGenerator()
        return generate(atMilliseconds: SystemWallClock().now().millisecondsSince1970, using: &random)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
