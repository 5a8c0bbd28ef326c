/// The value of `If-None-Match` (RFC 9110, section 13.1.2): entity tags, or a star for any.
package enum EntityTagList {
    /// Whether the list names the tag. Comparison is weak, as the standard asks.
    ///
    /// By bytes: to Swift a comma and the mark before it can be one character.
    package static func contains(_ tag: String, in field: String) -> Bool {
        if field == "*" { return true }
        return field.utf8.split(separator: UInt8(ascii: ",")).contains { candidate in
            let trimmed = candidate.drop(while: isBlank)
            let value = trimmed.starts(with: "W/".utf8) ? trimmed.dropFirst(2) : trimmed
            return value.prefix { !isBlank($0) }.elementsEqual(tag.utf8)
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
