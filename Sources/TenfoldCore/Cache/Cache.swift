/// A module's cache of values by key: reads go through it, writes invalidate in their transaction.
public struct Cache<Key: CacheKey, Value: Codable & Sendable>: Sendable {
    /// `module.name`.
    package let name: String
    package let policy: CachePolicy
    package let engine: any CacheEngine

    package init(name: String, policy: CachePolicy, engine: any CacheEngine) {
        self.name = name
        self.policy = policy
        self.engine = engine
    }

    /// The value of `key`: from the cache, or loaded once however many ask, and kept.
    ///
    /// A `Refusal` of kind `notFound` thrown by `load` is remembered for a short while; other errors are not.
    public func value(for key: Key, load: @escaping @Sendable (Key) async throws -> Value) async throws -> Value {
        try TransactionScope.refuseInside("the cache \(name)")
        return try await engine.value(space: name, key: key.cacheKey, policy: policy) { try await load(key) }
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

/// What a cache engine gives: one loader a key, bounded bytes, and no value from before an invalidation after it.
package protocol CacheEngine: Sendable {
    func value<Value: Codable & Sendable>(
        space: String, key: String, policy: CachePolicy, load: @escaping @Sendable () async throws -> Value
    ) async throws -> Value
    /// Forgets the value, and makes any load that is under way for it not be kept.
    func invalidate(space: String, key: String)
    /// Forgets all: when invalidations may have been missed.
    func invalidateAll()
}
