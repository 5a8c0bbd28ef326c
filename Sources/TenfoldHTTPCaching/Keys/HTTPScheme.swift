/// How a client speaks to the gateway: part of the cache key, as a response to one says nothing of the other.
package enum HTTPScheme: UInt8, Sendable, Hashable {
    case http
    case https

    /// What a `Host` field may leave out, with its colon.
    var defaultPort: StaticString {
        switch self {
        case .http: ":80"
        case .https: ":443"
        }
    }
}

extension HTTPScheme {
    /// The host without a port that its scheme means anyway (RFC 9110, section 4.2.3).
    func withoutDefaultPort(_ host: Range<Int>, in bytes: Span<UInt8>) -> Range<Int> {
        guard !host.isEmpty else { return host }
        if bytes[host.upperBound &- 1] == UInt8(ascii: ":") { return host.lowerBound..<host.upperBound &- 1 }
        let start = host.upperBound &- defaultPort.utf8CodeUnitCount
        guard start > host.lowerBound, bytes.isEqual(start..<host.upperBound, to: defaultPort) else { return host }
        return host.lowerBound..<start
    }
}
