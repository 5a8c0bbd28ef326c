/// The value of `If-None-Match` (RFC 9110, section 13.1.2): entity tags, or a star for any.
package enum EntityTagList {
    /// Whether the list names the tag. Comparison is weak, as the standard asks.
    package static func contains(_ tag: String, in field: String) -> Bool {
        if field == "*" { return true }
        return field.split(separator: ",").contains { candidate in
            let trimmed = candidate.drop { $0 == " " || $0 == "\t" }
            let value = trimmed.hasPrefix("W/") ? trimmed.dropFirst(2) : trimmed
            return value.prefix { $0 != " " && $0 != "\t" } == tag
        }
    }
}
