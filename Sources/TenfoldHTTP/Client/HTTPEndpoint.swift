/// Where a server listens.
package struct HTTPEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// A name, or an address without brackets.
    package let host: String
    package let port: Int
    // Made once: endpoints are looked up at every request.
    private let digest: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
        var hasher = Hasher()
        hasher.combine(host)
        hasher.combine(port)
        digest = hasher.finalize()
    }

    /// As the `host` field says it.
    package var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }

    package static func == (left: HTTPEndpoint, right: HTTPEndpoint) -> Bool {
        left.digest == right.digest && left.port == right.port && left.host == right.host
    }
}
