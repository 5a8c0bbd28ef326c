import NIOCore
import TenfoldHTTP
import TenfoldHTTPCaching

/// Which fields of a server's answer a route keeps from clients.
struct AnswerFilter: Sendable {
    /// Whose values are the route's own: a browser takes none of two.
    private static let ofCORSPolicy = [
        "access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-methods",
        "access-control-allow-headers", "access-control-expose-headers", "access-control-max-age",
    ].map { Array($0.utf8) }

    /// Nobody sees these, nor does the cache keep them.
    private let replaced: [[UInt8]]
    /// These are for the cache.
    private let ofCache: [[UInt8]]

    /// Nil for a route whose answers go on with all that they say.
    init?(_ policies: RoutePolicies) {
        replaced = policies.cors == nil ? [] : Self.ofCORSPolicy
        ofCache = policies.cache?.policy(partition: 0).fieldsKeptFromClients ?? []
        if replaced.isEmpty, ofCache.isEmpty { return nil }
    }

    /// The head as the cache sees it; nil where it is as it came.
    func forCache(_ head: ResponseHeadIndex, _ bytes: ByteBuffer) -> RewrittenResponse? {
        replaced.isEmpty ? nil : RewrittenResponse(head, in: bytes, without: replaced)
    }

    /// The head as the client sees it; nil where it is as it came.
    func forClient(_ head: ResponseHeadIndex, _ bytes: ByteBuffer) -> RewrittenResponse? {
        RewrittenResponse(head, in: bytes, without: replaced + ofCache)
    }
}
