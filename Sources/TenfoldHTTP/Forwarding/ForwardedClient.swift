import NIOCore

/// What a proxy tells the next server of who asked it: the fields that it writes itself, and takes from nobody.
package struct ForwardedClient: Sendable {
    /// `x-forwarded-for` and `x-forwarded-proto` with their line ends, and the name of the field that the host follows.
    let lines: [UInt8]

    /// - Parameters:
    ///   - address: of the connection's other end, as text.
    ///   - scheme: `http` or `https`.
    package init(address: String, scheme: String) {
        lines = Array("x-forwarded-for: \(address)\r\nx-forwarded-proto: \(scheme)\r\nx-forwarded-host: ".utf8)
    }

    /// Whether only a proxy may say this: what a stranger says of it is dropped.
    @inline(__always)
    static func owns(_ slot: FieldSlot, _ bytes: RawSpan) -> Bool {
        let (start, end) = (Int(slot.nameStart), Int(slot.nameEnd))
        switch end &- start {
        case 9:
            return bytes.matches("forwarded", from: start, to: end) || bytes.matches("x-real-ip", from: start, to: end)
        case 15...: return bytes.matches("x-forwarded-", from: start, to: start &+ 12)
        default: return false
        }
    }
}
