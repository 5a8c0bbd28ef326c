import Glibc

/// An IP address as a number. An IPv4 address inside IPv6 (`::ffff:192.0.2.1`) is that IPv4 address.
struct ClientAddress: Sendable, Hashable {
    /// Of IPv4 all but the last 32 bits are those of `::ffff:0:0`.
    let high: UInt64
    let low: UInt64

    private static let ipv4Prefix: UInt64 = 0xffff << 32

    /// - Parameter text: an address without brackets; what stands behind a `%` is left out.
    init?(_ text: some StringProtocol) {
        let text = String(text.prefix { $0 != "%" })
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 {
            let words = six.__in6_u.__u6_addr32
            high = UInt64(UInt32(bigEndian: words.0)) << 32 | UInt64(UInt32(bigEndian: words.1))
            low = UInt64(UInt32(bigEndian: words.2)) << 32 | UInt64(UInt32(bigEndian: words.3))
            return
        }
        var four = in_addr()
        guard inet_pton(AF_INET, text, &four) == 1 else { return nil }
        high = 0
        low = Self.ipv4Prefix | UInt64(UInt32(bigEndian: four.s_addr))
    }

    var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    /// What counts as one place on the network: an IPv4 address alone, an IPv6 address with its whole /64, since one
    /// subscriber holds that many and could use a new one for every request.
    var place: UInt64 { isIPv4 ? low : high }
}

extension ClientAddress: CustomStringConvertible {
    /// As it is usually written (RFC 5952).
    var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        if isIPv4 {
            var four = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
            // Safe: both pointers are used for the call only, and the text has the length that is said.
            _ = inet_ntop(AF_INET, &four, &text, socklen_t(text.count))
        } else {
            var six = in6_addr()
            six.__in6_u.__u6_addr32 = (
                UInt32(truncatingIfNeeded: high >> 32).bigEndian, UInt32(truncatingIfNeeded: high).bigEndian,
                UInt32(truncatingIfNeeded: low >> 32).bigEndian, UInt32(truncatingIfNeeded: low).bigEndian
            )
            // Safe: as above.
            _ = inet_ntop(AF_INET6, &six, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
