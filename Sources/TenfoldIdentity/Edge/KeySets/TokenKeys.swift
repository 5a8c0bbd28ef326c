package import TenfoldCore

/// The keys of one verifier.
package enum TokenKeys: Sendable {
    /// Those that are configured; they change with the configuration.
    case fixed(KeySet)
    /// Those that the issuer publishes. Its owner calls `refreshIfNeeded`.
    case published(KeySetCache)

    /// Gets the keys of some sources ready: one URL, or any number of others.
    ///
    /// - Throws: `Fault.credentialsUnusable` for a source that cannot be used, and for options with a fault.
    package static func load(
        _ sources: [KeySource], for options: TokenVerifierOptions, caching: KeySetCache.Options = .init(),
        reading: KeySource.ReadFile, fetching: @escaping KeySetCache.Fetch
    ) async throws(Fault) -> TokenKeys {
        if let fault = options.fault { throw Fault(.credentialsUnusable, fault) }
        guard let first = sources.first else {
            throw Fault(.credentialsUnusable, "the issuer \(options.issuer) has no keys: name a file or a URL of them")
        }
        guard case .keySetURL(let url, let plainHTTP) = first else {
            return .fixed(try await keySet(sources, for: options.algorithms, reading: reading))
        }
        guard sources.count == 1 else { throw first.unusable("no other keys can stand beside it") }
        if let fault = KeySetURL.fault(url, plainHTTP: plainHTTP) { throw first.unusable(fault) }
        let algorithms = options.algorithms ?? TokenAlgorithm.asymmetric
        guard !algorithms.contains(.hs256) else { throw first.unusable("a secret for HS256 cannot be published") }
        return .published(
            KeySetCache(url: url, name: options.name, algorithms: algorithms, options: caching, fetch: fetching))
    }

    private static func keySet(
        _ sources: [KeySource], for algorithms: Set<TokenAlgorithm>?, reading: KeySource.ReadFile
    ) async throws(Fault) -> KeySet {
        var keys: [VerificationKey] = []
        for source in sources {
            if case .keySetURL = source { throw source.unusable("no other keys can stand beside it") }
            keys += try await source.keys(for: algorithms, reading: reading)
        }
        do {
            return try KeySet(keys, unnamedTakeEveryID: true)
        } catch {
            throw Fault(.credentialsUnusable, "the keys for tokens: \(error)")
        }
    }

    /// Which algorithms a token may have.
    func algorithms(allowed: Set<TokenAlgorithm>?) -> Set<TokenAlgorithm> {
        switch self {
        case .fixed(let set): allowed ?? Set(set.keys.map(\.algorithm))
        case .published: allowed ?? TokenAlgorithm.asymmetric
        }
    }

    /// The key by which a token is verified; nil where there is none yet.
    func key(
        id: String?, for algorithm: TokenAlgorithm, atSeconds now: Int64
    ) throws(TokenRefusal) -> VerificationKey? {
        switch keySet(atSeconds: now).key(id: id, for: algorithm) {
        case .found(let key): return key
        case .mismatch: throw TokenRefusal(.keyMismatch)
        case .unknown: return nil
        }
    }

    func isEmpty(atSeconds now: Int64) -> Bool { keySet(atSeconds: now).isEmpty }

    /// The fetch to wait for when a key is not known; nil where none is to be hoped for now.
    func refetch(atSeconds now: Int64) -> Task<Void, Never>? {
        guard case .published(let cache) = self else { return nil }
        return cache.refetch(atSeconds: now)
    }

    private func keySet(atSeconds now: Int64) -> KeySet {
        switch self {
        case .fixed(let set): set
        case .published(let cache): cache.keys(atSeconds: now)
        }
    }
}
