import TenfoldHTTP

/// Where the parts of a request's key lie in its head, and their hash: a look-up makes no key.
struct KeyProbe: Sendable {
    let scheme: HTTPScheme
    /// Without a port that the scheme means anyway.
    let host: Range<Int>
    /// Path and query.
    let target: Range<Int>
    let hash: UInt64

    /// - Parameter host: the value of the request's `Host` field, which its parser has held against its target.
    @inline(__always)
    init(
        _ head: RequestHeadIndex, _ bytes: Span<UInt8>, host: Range<Int>, _ scheme: HTTPScheme,
        _ hasher: ResponseKeyHasher
    ) {
        self.scheme = scheme
        self.host = scheme.withoutDefaultPort(host, in: bytes)
        target = Int(head.pathStart)..<Int(head.flags.contains(.hasQuery) ? head.targetEnd : head.pathEnd)
        hash = hasher.hash(scheme, host: self.host, target: target, in: bytes)
    }
}
