import Metrics

/// The API keys that are known, by their SHA-256.
///
/// One plain hash is enough, where passwords need a slow one: a key is 32 random bytes, which nobody tries all of. And
/// a look-up by the hash tells nothing by the time it takes: what could be measured is how far the hash of a guess
/// agrees with a stored one, and nobody can choose a guess by its hash. Digests are compared in constant time all the
/// same.
package final class APIKeys: Sendable {
    private let entries: [TokenDigest: APIKeyEntry]
    private let accepted: Counter
    private let refused: [APIKeyRefusal.Reason: Counter]

    /// - Parameter entries: none with the digest of another, as `APIKeyFile` sees to; the first one counts.
    package init(_ entries: [APIKeyEntry]) {
        let label = "tenfold_gateway_api_keys_total"
        self.entries = Dictionary(entries.map { ($0.digest, $0) }) { first, _ in first }
        self.accepted = Counter(label: label, dimensions: [("outcome", "accepted")])
        self.refused = APIKeyRefusal.Reason.allCases.reduce(into: [:]) { counters, reason in
            counters[reason] = Counter(label: label, dimensions: [("outcome", reason.rawValue)])
        }
    }

    package var count: Int { entries.count }

    /// Whose key this text is.
    ///
    /// - Parameter nowSeconds: since 1970.
    package func identify(_ key: Span<UInt8>, nowSeconds: Int64) throws(APIKeyRefusal) -> APIKeyEntry {
        do {
            let entry = try find(key, nowSeconds)
            accepted.increment()
            return entry
        } catch {
            refused[error.reason]?.increment()
            throw error
        }
    }

    private func find(_ key: Span<UInt8>, _ now: Int64) throws(APIKeyRefusal) -> APIKeyEntry {
        guard APIKey.isPlausible(key) else { throw APIKeyRefusal(reason: .malformed) }
        guard let entry = entries[TokenDigest(of: key)] else { throw APIKeyRefusal(reason: .unknown) }
        guard !entry.isDisabled else { throw APIKeyRefusal(reason: .disabled) }
        if let end = entry.expiresAtSeconds, now >= end { throw APIKeyRefusal(reason: .expired) }
        return entry
    }
}
