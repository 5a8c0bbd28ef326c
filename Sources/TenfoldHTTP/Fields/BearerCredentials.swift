/// An `Authorization` field with a bearer token (RFC 6750, section 2.1).
package enum BearerCredentials {
    /// The token; nil for any other scheme, and for more or less than the scheme and one token.
    package static func token(in field: String) -> String? {
        let parts = field.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: true)
        guard parts.count == 2, Substring(parts[0]).lowercased() == "bearer" else { return nil }
        return String(Substring(parts[1]))
    }
}
