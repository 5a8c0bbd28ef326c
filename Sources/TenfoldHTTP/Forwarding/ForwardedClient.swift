import NIOCore

/// What a proxy tells the next server of who asked it: the fields that it writes itself, and takes from nobody.
package struct ForwardedClient: Sendable {
    /// `x-forwarded-for` and `x-forwarded-proto` with their line ends, and the name of the field that the host follows.
    let lines: [UInt8]
    /// `forwarded` (RFC 7239) from the line end before it to the scheme; the host follows.
    let element: [UInt8]
    /// What follows the host in it: the proxies in between.
    let proxies: [UInt8]

    /// - Parameters:
    ///   - address: of the connection's other end, as text.
    ///   - scheme: `http` or `https`.
    package init(address: String, scheme: String) {
        self.init(chain: [address], client: 0, scheme: scheme)
    }

    /// - Parameters:
    ///   - chain: the addresses of the client and of all proxies it came through, the last one's last.
    ///   - client: the place of the client in it. What stands before it is only what the client said of itself: it is part
    ///     of `X-Forwarded-For`, as everywhere, and not of `Forwarded`.
    ///   - scheme: `http` or `https`.
    package init(chain: [String], client: Int, scheme: String) {
        lines = Array(
            "x-forwarded-for: \(chain.joined(separator: ", "))\r\nx-forwarded-proto: \(scheme)\r\nx-forwarded-host: "
                .utf8)
        let nodes = chain[min(client, chain.count)...].map(Self.node)
        element = Array("\r\nforwarded: for=\(nodes.first ?? "unknown");proto=\(scheme)".utf8)
        proxies = Array(nodes.dropFirst().map { ", for=\($0)" }.joined().utf8)
    }

    /// An IPv6 address needs brackets, and they need quotes (RFC 7239, section 6). What stands behind a `%` is of its
    /// machine alone, and could hold anything.
    private static func node(_ address: String) -> String {
        let address = address.prefix { $0 != "%" }
        return address.contains(":") ? "\"[\(address)]\"" : String(address)
    }

    /// The field that tells servers of the proxy's own app the one address that the request came from. As every name with
    /// this beginning, it is taken from nobody.
    package static let addressField = "x-forwarded-client"
    /// The field that proves to them that a proxy of the app sent the request.
    package static let proofField = "x-forwarded-proof"

    /// Whether only a proxy may say this: what a stranger says of it is dropped. `_` counts as `-`, since some servers
    /// do not tell them apart (RFC 3875, section 4.1.18).
    @inline(__always)
    static func owns(_ slot: FieldSlot, _ bytes: RawSpan) -> Bool {
        let (start, end) = (Int(slot.nameStart), Int(slot.nameEnd))
        guard end &- start >= 9 else { return false }
        switch bytes.byte(at: start) | 0x20 {
        case UInt8(ascii: "f"): return bytes.matches("forwarded", from: start, to: end)
        case UInt8(ascii: "x"): return ownsExtension(start, end, bytes)
        default: return false
        }
    }

    private static func ownsExtension(_ start: Int, _ end: Int, _ bytes: RawSpan) -> Bool {
        matches("x-real-ip", start, end, bytes) && end - start == 9 || matches("x-forwarded-", start, end, bytes)
            || matches("x-authenticated-", start, end, bytes)
    }

    /// Whether the name begins with that one.
    private static func matches(_ name: StaticString, _ start: Int, _ end: Int, _ bytes: RawSpan) -> Bool {
        guard end - start >= name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { name in
            for offset in name.indices {
                let byte = bytes.byte(at: start + offset)
                guard byte | 0x20 == name[offset] || byte == UInt8(ascii: "_") && name[offset] == UInt8(ascii: "-")
                else { return false }
            }
            return true
        }
    }
}
