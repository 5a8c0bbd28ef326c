import NIOCore

/// What never leaves this machine.
enum Loopback {
    /// Whether a host, as it was written, can only be this machine.
    static func isNamed(by host: String) -> Bool {
        if host.lowercased() == "localhost" { return true }
        return contains(try? SocketAddress(ipAddress: host, port: 0))
    }

    static func contains(_ address: SocketAddress?) -> Bool {
        guard let text = address?.ipAddress else { return false }
        return text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.")
    }
}
