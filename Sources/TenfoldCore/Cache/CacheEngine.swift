/// What a cache engine gives: one loader a key, bounded bytes, and no value from before an invalidation after it.
package protocol CacheEngine: Sendable {
    /// What is held of a key, if it can be given without starting a load. Nil says nothing: ask `value` then.
    func held(in space: CacheSpace, _ key: CacheIdentity) -> CachedValue?
    /// The value: held, or loaded once however many ask.
    func value<Value: Codable & Sendable>(
        in space: CacheSpace, _ key: CacheIdentity, policy: CachePolicy,
        load: @escaping @Sendable () async throws -> Value
    ) async throws -> Value
    /// Forgets the value, and makes any load that is under way for it not be kept.
    func invalidate(space: String, key: String)
    /// Forgets all: when invalidations may have been missed.
    func invalidateAll()
}

/// The name that a cache's keys belong to, hashed once.
package struct CacheSpace: Hashable, Sendable {
    package let name: String
    /// FNV-1a of the name. Names are written in code: nobody else can choose one to collide.
    package let hash: UInt64

    package init(_ name: String) {
        self.name = name
        hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    package static func == (left: CacheSpace, right: CacheSpace) -> Bool {
        left.hash == right.hash && left.name == right.name
    }
}

/// A key within its space: an id's bits, which are faster to find than its text, or any other text. An id and its text
/// are one key.
package enum CacheIdentity: Hashable, Sendable {
    case id(high: UInt64, low: UInt64)
    case text(String)

    package init(text: String) {
        // Only the one form that ids are written in: another spelling is another text.
        if text.utf8.count == 36, let (high, low) = UUIDText.parse(text.utf8),
            UUIDText.format(high: high, low: low) == text
        {
            self = .id(high: high, low: low)
        } else {
            self = .text(text)
        }
    }

    package var text: String {
        switch self {
        case .id(let high, let low): UUIDText.format(high: high, low: low)
        case .text(let text): text
        }
    }
}

/// Keys that are 128 bits.
protocol BitIdentified: Sendable {
    var high: UInt64 { get }
    var low: UInt64 { get }
}

extension ID: BitIdentified {}

extension CacheIdentity {
    /// How keys of a type are told apart: found out once a cache, not once a request.
    static func reader<Key: CacheKey>(of _: Key.Type) -> @Sendable (Key) -> CacheIdentity {
        guard let type = Key.self as? any BitIdentified.Type else { return { CacheIdentity(text: $0.cacheKey) } }
        return bitReader(type)
    }

    private static func bitReader<Key: CacheKey, Bits: BitIdentified>(
        _: Bits.Type
    ) -> @Sendable (Key) -> CacheIdentity {
        { key in
            // Safe: `Bits` is `Key`, opened from its own metatype; the language has no way to say so.
            let bits = unsafeBitCast(key, to: Bits.self)
            return .id(high: bits.high, low: bits.low)
        }
    }
}
