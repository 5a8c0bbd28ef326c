/// The primary key of stored responses (RFC 9111, section 2): the URL, as GET is the only method whose responses are kept.
package struct ResponseKey: Hashable, Sendable {
    let scheme: HTTPScheme
    /// The host in lower case, then path and query.
    let bytes: [UInt8]
    let hostCount: Int
    let hash: UInt64

    init(_ scheme: HTTPScheme, host: [UInt8], target: [UInt8], _ hasher: ResponseKeyHasher) {
        self.scheme = scheme
        let joined = host + target
        bytes = joined
        hostCount = host.count
        hash = hasher.hash(scheme, host: 0..<host.count, target: host.count..<joined.count, in: joined.span)
    }

    init(_ probe: KeyProbe, in head: Span<UInt8>) {
        scheme = probe.scheme
        var bytes = head.lowercased(probe.host)
        bytes.reserveCapacity(probe.host.count + probe.target.count)
        for offset in probe.target { bytes.append(head[offset]) }
        self.bytes = bytes
        hostCount = probe.host.count
        hash = probe.hash
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    package static func == (left: ResponseKey, right: ResponseKey) -> Bool {
        left.hash == right.hash && left.hostCount == right.hostCount && left.scheme == right.scheme
            && left.bytes == right.bytes
    }

    /// Whether it is the key of a request, byte for byte.
    @inline(__always)
    func isEqual(to probe: KeyProbe, in head: Span<UInt8>) -> Bool {
        guard hash == probe.hash, scheme == probe.scheme, hostCount == probe.host.count,
            bytes.count &- hostCount == probe.target.count
        else { return false }
        let own = bytes.span
        for offset in 0..<hostCount
        where own[offset] != ByteText.lowercased(head[probe.host.lowerBound &+ offset]) { return false }
        return own.isSame(hostCount..<bytes.count, as: head, probe.target)
    }
}

extension Span where Element == UInt8 {
    /// Whether two ranges of equal length hold the same bytes, eight at a time.
    @inline(__always)
    fileprivate func isSame(_ range: Range<Int>, as other: Span<UInt8>, _ otherRange: Range<Int>) -> Bool {
        let (left, right) = (bytes, other.bytes)
        let count = range.count
        var offset = 0
        while count &- offset >= 8 {
            // Holds: the loads are checked, and any eight bytes are a valid `UInt64`.
            let own = left.unsafeLoadUnaligned(fromByteOffset: range.lowerBound &+ offset, as: UInt64.self)
            let its = right.unsafeLoadUnaligned(fromByteOffset: otherRange.lowerBound &+ offset, as: UInt64.self)
            guard own == its else { return false }
            offset &+= 8
        }
        while offset < count {
            guard self[range.lowerBound &+ offset] == other[otherRange.lowerBound &+ offset] else { return false }
            offset &+= 1
        }
        return true
    }
}
