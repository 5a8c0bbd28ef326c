/// Addresses that begin alike, in CIDR's notation (RFC 4632): `10.0.0.0/8`, `2001:db8::/32`, or a single address.
package struct AddressRange: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64
    private let highMask: UInt64
    private let lowMask: UInt64

    /// Nil for what is no range, and for one with bits set behind its prefix: whoever wrote it meant something else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = ClientAddress(parts[0]) else { return nil }
        let longest = address.isIPv4 && !parts[0].contains(":") ? 32 : 128
        var length = longest
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...longest).contains(given), !parts[1].hasPrefix("+") else { return nil }
            length = given
        }
        let bits = length + 128 - longest
        highMask = bits >= 64 ? .max : bits == 0 ? 0 : .max << UInt64(64 - bits)
        lowMask = bits <= 64 ? 0 : bits == 128 ? .max : .max << UInt64(128 - bits)
        guard address.high & ~highMask == 0, address.low & ~lowMask == 0 else { return nil }
        high = address.high
        low = address.low
    }

    func contains(_ address: ClientAddress) -> Bool {
        address.high & highMask == high && address.low & lowMask == low
    }
}

/// Who may come: those of `allow` where it is there, and of them not those of `deny`.
package struct AccessList: Sendable, Hashable {
    package var allow: [AddressRange]?
    package var deny: [AddressRange]

    package init(allow: [AddressRange]? = nil, deny: [AddressRange] = []) {
        self.allow = allow
        self.deny = deny
    }

    /// An address that nobody could read is nobody's: it is allowed only where everybody is.
    func admits(_ address: ClientAddress?) -> Bool {
        guard let address else { return allow == nil && deny.isEmpty }
        if deny.contains(where: { $0.contains(address) }) { return false }
        return allow?.contains { $0.contains(address) } ?? true
    }
}
