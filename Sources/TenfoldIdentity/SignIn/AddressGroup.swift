import Glibc

/// What counts as one place on the network.
enum AddressGroup {
    /// An IPv4 address alone, an IPv6 address with its whole /64: one subscriber holds that many, and could use a new
    /// one for every guess.
    ///
    /// An IPv4 address inside IPv6 (`::ffff:192.0.2.1`) is that IPv4 address. Any other text stands for itself.
    static func name(of address: String) -> String {
        let address = String(address.prefix { $0 != "%" })
        var bits = in6_addr()
        guard address.contains(":"), inet_pton(AF_INET6, address, &bits) == 1 else { return address }
        let words = bits.__in6_u.__u6_addr32
        if words.0 == 0, words.1 == 0, UInt32(bigEndian: words.2) == 0xffff {
            let ipv4 = UInt32(bigEndian: words.3)
            return "\(ipv4 >> 24).\(ipv4 >> 16 & 255).\(ipv4 >> 8 & 255).\(ipv4 & 255)"
        }
        return String(UInt32(bigEndian: words.0), radix: 16) + "." + String(UInt32(bigEndian: words.1), radix: 16)
            + "/64"
    }
}
