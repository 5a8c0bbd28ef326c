import Metrics
import TenfoldCore

/// The API keys that are known, by their SHA-256.
///
/// One plain hash is enough, where passwords need a slow one: a key is 32 random bytes, which nobody tries all of. And
/// a look-up by the hash tells nothing by the time it takes: what could be measured is how far the hash of a guess
/// agrees with a stored one, and nobody can choose a guess by its hash. Digests are compared in constant time all the
/// same.
package final class APIKeys: Sendable {
    private struct Known {
        let entry: APIKeyEntry
        let principal: EdgePrincipal
    }

    private let known: [TokenDigest: Known]
    private let accepted: Counter
    private let refused: [APIKeyRefusal.Reason: Counter]

    /// - Parameters:
    ///   - entries: none with the digest of another, as `APIKeyFile` sees to; the first one counts.
    ///   - identity: the gateway's, whose keys these are.
    package init(_ entries: [APIKeyEntry], identity: String) {
        let label = "tenfold_gateway_api_keys_total"
        self.known = Dictionary(
            entries.map { ($0.digest, Known(entry: $0, principal: EdgePrincipal($0, identity: identity))) }
        ) { first, _ in first }
        self.accepted = Counter(label: label, dimensions: [("outcome", "accepted")])
        self.refused = APIKeyRefusal.Reason.allCases.reduce(into: [:]) { counters, reason in
            counters[reason] = Counter(label: label, dimensions: [("outcome", reason.rawValue)])
        }
    }

    package var count: Int { known.count }

    /// Whose key this text is.
    ///
    /// - Parameter nowSeconds: since 1970.
    package func identify(_ key: Span<UInt8>, nowSeconds: Int64) throws(APIKeyRefusal) -> APIKeyEntry {
        try counted(key, nowSeconds).entry
    }

    /// Who a key speaks for.
    ///
    /// - Parameter nowSeconds: since 1970.
    package func principal(of key: Span<UInt8>, nowSeconds: Int64) throws(APIKeyRefusal) -> EdgePrincipal {
        try counted(key, nowSeconds).principal
    }

    private func counted(_ key: Span<UInt8>, _ now: Int64) throws(APIKeyRefusal) -> Known {
        do {
            let known = try find(key, now)
            accepted.increment()
            return known
        } catch {
            refused[error.reason]?.increment()
            throw error
        }
    }

    private func find(_ key: Span<UInt8>, _ now: Int64) throws(APIKeyRefusal) -> Known {
        guard APIKey.isPlausible(key) else { throw APIKeyRefusal(reason: .malformed) }
        guard let known = known[TokenDigest(of: key)] else { throw APIKeyRefusal(reason: .unknown) }
        guard !known.entry.isDisabled else { throw APIKeyRefusal(reason: .disabled) }
        if let end = known.entry.expiresAtSeconds, now >= end { throw APIKeyRefusal(reason: .expired) }
        return known
    }
}

extension EdgePrincipal {
    fileprivate convenience init(_ entry: APIKeyEntry, identity: String) {
        self.init(
            identity: identity, id: entry.principal.id, scopes: entry.scopes, roles: entry.principal.roles,
            plan: entry.plan, isAPIKey: true)
    }
}
