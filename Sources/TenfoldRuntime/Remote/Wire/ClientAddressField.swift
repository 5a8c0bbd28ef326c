/// The address that a request came from, between two processes of one app. A field of its own, since nearly every call
/// has one, and JSON for it alone costs as much as a small body.
enum ClientAddressField {
    static let name = "X-Forwarded-For"
    /// The longest address, in bytes: an IPv6 one with a zone has fewer.
    static let longest = 64

    /// Whether it can stand in a field as it is.
    static func isValid(_ address: String) -> Bool {
        address.utf8.count <= longest && !address.isEmpty && address.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }
}
