/// Finds credentials in the values of fields, given without the blanks around them. A field that comes more than once
/// is the caller's to refuse.
package enum CredentialReading {
    /// What an `Authorization` field holds.
    package enum Authorization: Hashable, Sendable {
        /// Where the token lies in the value.
        case bearer(Range<Int>)
        /// `Basic` and others, and what is no credentials at all.
        case otherScheme
        /// `Bearer` with nothing, or with more or other than one token.
        case malformed
    }

    private static let scheme = Array("bearer".utf8)

    /// RFC 6750, section 2.1; the scheme's name in any case (RFC 9110, section 11.1).
    package static func authorization(_ value: Span<UInt8>) -> Authorization {
        guard hasBearerScheme(value) else { return .otherScheme }
        var start = scheme.count
        while start < value.count, value[start] == UInt8(ascii: " ") { start += 1 }
        guard start > scheme.count, isToken68(value, from: start) else { return .malformed }
        return .bearer(start..<value.count)
    }

    /// Whether the value of a field of its own, such as `X-API-Key`, can be a key: visible ASCII characters, at least
    /// one.
    package static func isKeyText(_ value: Span<UInt8>) -> Bool {
        guard !value.isEmpty else { return false }
        for index in value.indices where value[index] <= 0x20 || value[index] >= 0x7f { return false }
        return true
    }

    private static func hasBearerScheme(_ value: Span<UInt8>) -> Bool {
        guard value.count >= scheme.count, value.count == scheme.count || value[scheme.count] == UInt8(ascii: " ")
        else { return false }
        for index in scheme.indices where value[index] | 0x20 != scheme[index] { return false }
        return true
    }

    /// `b64token`: letters, digits and `-._~+/`, at least one, then any number of `=`.
    private static func isToken68(_ value: Span<UInt8>, from start: Int) -> Bool {
        var end = value.count
        while end > start, value[end - 1] == UInt8(ascii: "=") { end -= 1 }
        guard end > start else { return false }
        let (low, high) = (lowTokenBytes, highTokenBytes)
        for index in start..<end {
            let byte = value[index]
            guard byte < 0x80, (byte < 0x40 ? low : high) & (1 << UInt64(byte & 0x3f)) != 0 else { return false }
        }
        return true
    }

    // A bit for each of the characters that a token may have, from 0x00 and from 0x40: tokens are long.
    private static let lowTokenBytes = mask("0123456789-.+/", from: 0)
    private static let highTokenBytes = mask("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_~", from: 0x40)

    private static func mask(_ characters: String, from first: UInt8) -> UInt64 {
        characters.utf8.reduce(into: 0) { $0 |= 1 << UInt64($1 - first) }
    }
}
