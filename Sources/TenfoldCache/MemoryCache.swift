import Metrics
import Synchronization
package import TenfoldCore

/// A cache in this process's memory: bounded by bytes, one load a key however many ask, and nothing kept from before an
/// invalidation.
package final class MemoryCache: CacheEngine {
    typealias Stripe = CacheStripe<WindowTinyLFU, Load>

    final class LockedStripe: Sendable {
        let state: Mutex<Stripe>
        let random: Mutex<SeededRandom>

        init(byteLimit: Int, seed: UInt64) {
            state = Mutex(Stripe(byteLimit: byteLimit, seed: seed))
            random = Mutex(SeededRandom(seed: ~seed))
        }
    }

    let options: MemoryCacheOptions
    let slots: LoadSlots
    let now: @Sendable () -> ContinuousClock.Instant
    let metrics = CacheMetrics()
    private let stripes: [LockedStripe]
    private let hasher: KeyHasher

    package init(
        _ options: MemoryCacheOptions = MemoryCacheOptions(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.options = options
        self.now = now
        let count = options.stripeCount
        var seeds = SeededRandom(seed: options.seed ?? .random(in: .min ... .max))
        stripes = (0..<count).map { _ in LockedStripe(byteLimit: options.byteLimit / count, seed: seeds.next()) }
        slots = LoadSlots(count: options.maximumLoads, maximumWaiting: options.maximumWaitingLoads)
        hasher = KeyHasher(using: &seeds)
    }

    /// What all stripes hold.
    package var bytes: Int { stripes.reduce(0) { $0 + $1.state.withLock { $0.totals.bytes } } }
    /// How many entries there are.
    package var count: Int { stripes.reduce(0) { $0 + $1.state.withLock { $0.totals.entries } } }
    /// How many of them say "there is none".
    package var absences: Int { stripes.reduce(0) { $0 + $1.state.withLock { $0.totals.absences } } }
    /// How many calls wait for a load.
    package var waiting: Int { metrics.waiting.now }
    /// How many loads run ahead of an expiry.
    package var refreshing: Int { metrics.refreshing.now }

    package func held(in space: CacheSpace, _ identity: CacheIdentity) -> CachedValue? {
        guard case .hit(let value) = lookUp(EntryKey(space, identity, hasher)) else { return nil }
        metrics.hits.increment()
        return value
    }

    package func value<Value: Codable & Sendable>(
        in space: CacheSpace, _ identity: CacheIdentity, policy: CachePolicy,
        load: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let key = EntryKey(space, identity, hasher)
        let body: @Sendable () async throws -> Loaded = {
            let value = try await load()
            return Loaded(
                value: .value(value), bytes: EntrySize.bytes(of: key, value: value), lifetime: policy.expiresAfter)
        }
        switch lookUp(key) {
        case .hit(let value):
            metrics.hits.increment()
            return try value.value(as: Value.self, in: space)
        case .due(let value):
            metrics.hits.increment()
            refresh(key, policy, body)
            return try value.value(as: Value.self, in: space)
        case .miss:
            metrics.misses.increment()
            return try await loadOnce(key, policy, body).value(as: Value.self, in: space)
        }
    }

    package func invalidate(space: String, key: String) {
        let key = EntryKey(CacheSpace(space), CacheIdentity(text: key), hasher)
        change(key) { $0.invalidate(key) }
    }

    package func invalidateAll() {
        for stripe in stripes { change(stripe) { $0.invalidateAll() } }
    }

    private func lookUp(_ key: EntryKey) -> CacheLookup {
        let now = now()
        let stripe = stripe(of: key)
        let found = stripe.state.withLock { $0.lookUp(key, now: now) }
        // Only a miss can have changed what is held: by an entry that had expired.
        if case .miss = found { change(stripe) { _ in } }
        return found
    }

    /// By other bits than the index within a stripe goes by.
    func stripe(of key: EntryKey) -> LockedStripe {
        stripes[Int(truncatingIfNeeded: key.hash >> 48) & (stripes.count - 1)]
    }

    func change<Value: Sendable>(_ key: EntryKey, _ body: (inout Stripe) -> Value) -> Value {
        change(stripe(of: key), body)
    }

    private func change<Value: Sendable>(_ stripe: LockedStripe, _ body: (inout Stripe) -> Value) -> Value {
        let (value, difference) = stripe.state.withLock { stripe in
            let value = body(&stripe)
            return (value, stripe.takeChanges())
        }
        metrics.add(difference)
        return value
    }
}
