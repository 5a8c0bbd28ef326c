/// A module's cache of values by key: reads go through it, writes invalidate in their transaction.
public struct Cache<Key: CacheKey, Value: Codable & Sendable>: Sendable {
    package let policy: CachePolicy
    package let engine: any CacheEngine
    private let space: CacheSpace
    private let identity: @Sendable (Key) -> CacheIdentity

    /// - Parameter name: `module.name`.
    package init(name: String, policy: CachePolicy, engine: any CacheEngine) {
        space = CacheSpace(name)
        identity = CacheIdentity.reader(of: Key.self)
        self.policy = policy
        self.engine = engine
    }

    /// `module.name`.
    package var name: String { space.name }

    /// The value of `key`: from the cache, or loaded once however many ask, and kept.
    ///
    /// A value that is asked for in the last tenth of its life is given at once and loaded anew in the background. A
    /// `Refusal` of kind `notFound` thrown by `load` is remembered for a short while; other errors are not.
    public func value(for key: Key, load: @escaping @Sendable (Key) async throws -> Value) async throws -> Value {
        try TransactionScope.refuseInside("the cache \(name)")
        let identity = identity(key)
        // A hit stays a plain call: no task frame, no closure, no text of the key.
        if let held = engine.held(in: space, identity) { return try held.value(as: Value.self, in: space) }
        return try await engine.value(in: space, identity, policy: policy) { try await load(key) }
    }

    /// Forgets a value now. In a transaction use `tx.invalidate`, which does so only if the transaction commits.
    public func forget(_ key: Key) { engine.invalidate(space: name, key: key.cacheKey) }
}

/// What can be a cache's key: it has one stable text form.
public protocol CacheKey: Hashable, Sendable {
    /// The stable text of this key.
    var cacheKey: String { get }
}

extension ID: CacheKey {
    /// The id's text.
    public var cacheKey: String { description }
}
extension String: CacheKey {
    /// The text itself.
    public var cacheKey: String { self }
}
extension Int: CacheKey {
    /// Its decimal digits.
    public var cacheKey: String { String(self) }
}

/// How long a cache keeps what.
public struct CachePolicy: Hashable, Sendable {
    /// How long a value is kept, give or take 5 %.
    public var expiresAfter: Duration
    /// How long "there is none" is kept.
    public var notFoundExpiresAfter: Duration

    /// Kept for `expiresAfter`, and "not found" for 60 s unless said otherwise.
    public init(expiresAfter: Duration, notFoundExpiresAfter: Duration = .seconds(60)) {
        self.expiresAfter = expiresAfter
        self.notFoundExpiresAfter = notFoundExpiresAfter
    }
}
