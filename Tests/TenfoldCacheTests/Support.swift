import TenfoldCore

@testable import TenfoldCache

extension MemoryCache {
    func value<Value: Codable & Sendable>(
        space: String, key: String, policy: CachePolicy, load: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await value(in: CacheSpace(space), CacheIdentity(text: key), policy: policy, load: load)
    }
}

/// Makes entries for stripes and policies under one secret.
struct EntryMaker {
    static let hasher: KeyHasher = {
        var random = SeededRandom(seed: 7)
        return KeyHasher(using: &random)
    }()
    static let space = CacheSpace("s")

    static func key(_ number: Int) -> EntryKey { EntryKey(space, .text(String(number)), hasher) }

    /// Spread, and always the same.
    static func hash(_ number: Int) -> UInt64 {
        var generator = SeededRandom(seed: UInt64(number))
        return generator.next()
    }
}
