import Metrics
import Synchronization
package import TenfoldCore

/// A cache in this process's memory: bounded by bytes, one load a key however many ask, and nothing kept from before an
/// invalidation.
package final class MemoryCache: CacheEngine {
    typealias Stripe = CacheStripe<LeastRecentlyUsed, Load>

    private final class LockedStripe: Sendable {
        let state: Mutex<Stripe>
        let random: Mutex<SplitMix64>

        init(byteLimit: Int, seed: UInt64) {
            state = Mutex(Stripe(byteLimit: byteLimit))
            random = Mutex(SplitMix64(seed: seed))
        }
    }

    private let options: MemoryCacheOptions
    private let stripes: [LockedStripe]
    private let slots: LoadSlots
    private let now: @Sendable () -> ContinuousClock.Instant
    private let metrics = CacheMetrics()

    package init(
        _ options: MemoryCacheOptions = MemoryCacheOptions(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.options = options
        self.now = now
        let count = options.stripeCount
        var seeds = SplitMix64(seed: options.seed ?? .random(in: .min ... .max))
        stripes = (0..<count).map { _ in LockedStripe(byteLimit: options.byteLimit / count, seed: seeds.next()) }
        slots = LoadSlots(count: options.maximumLoads, maximumWaiting: options.maximumWaitingLoads)
    }

    /// The bytes of all entries, by estimate.
    package var bytes: Int { stripes.reduce(0) { $0 + $1.state.withLock { $0.bytes } } }
    /// How many entries there are.
    package var count: Int { stripes.reduce(0) { $0 + $1.state.withLock { $0.count } } }
    /// How many calls wait for a load.
    package var waiting: Int { metrics.waiting.now }

    package func value<Value: Codable & Sendable>(
        space: String, key: String, policy: CachePolicy, load: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let key = EntryKey(space: space, key: key)
        if let held = lookUp(key) {
            metrics.hits.increment()
            return try Self.unwrap(held, key)
        }
        metrics.misses.increment()
        let held = try await loadOnce(key, policy) {
            let value = try await load()
            return Loaded(
                held: .value(value), bytes: EntrySize.bytes(of: key, value: value), lifetime: policy.expiresAfter)
        }
        return try Self.unwrap(held, key)
    }

    package func invalidate(space: String, key: String) {
        let key = EntryKey(space: space, key: key)
        change(key) { $0.invalidate(key) }
    }

    package func invalidateAll() {
        for stripe in stripes { change(stripe) { $0.invalidateAll() } }
    }

    private func lookUp(_ key: EntryKey) -> Held? {
        let now = now()
        let (held, difference) = stripe(of: key).state.withLock { stripe in
            let before = stripe.bytes
            return (stripe.lookUp(key, now: now), stripe.bytes - before)
        }
        metrics.bytes.add(difference)
        return held
    }

    private func stripe(of key: EntryKey) -> LockedStripe { stripes[key.hash & (stripes.count - 1)] }

    private func change<Value: Sendable>(_ key: EntryKey, _ body: (inout Stripe) -> Value) -> Value {
        change(stripe(of: key), body)
    }

    private func change<Value: Sendable>(_ stripe: LockedStripe, _ body: (inout Stripe) -> Value) -> Value {
        let (value, difference) = stripe.state.withLock { stripe in
            let before = stripe.bytes
            let value = body(&stripe)
            return (value, stripe.bytes - before)
        }
        metrics.bytes.add(difference)
        return value
    }

    private static func unwrap<Value>(_ held: Held, _ key: EntryKey) throws -> Value {
        switch held {
        case .notFound(let refusal): throw refusal
        case .value(let value):
            guard let typed = value as? Value else {
                throw Fault(
                    .programming,
                    "the cache \(key.space) holds a \(type(of: value)) where a \(Value.self) was asked for: "
                        + "give each type of value a cache of its own")
            }
            return typed
        }
    }
}

extension MemoryCache {
    private struct Loaded {
        let held: Held
        let bytes: Int
        let lifetime: Duration
    }

    /// Waits for the load of `key`, and starts it where there is none.
    private func loadOnce(
        _ key: EntryKey, _ policy: CachePolicy, _ body: @escaping @Sendable () async throws -> Loaded
    ) async throws -> Held {
        if let chain = LoadChain.current, chain.contains(key) {
            throw Fault(
                .programming,
                "the load of \(key.key) in the cache \(key.space) asks for the same value: it would wait for itself")
        }
        let (load, isNew) = change(key) { $0.joinLoad(key, make: Load.init) }
        if isNew {
            // A task of its own: the load goes on when its first caller leaves, with that caller's task-locals.
            let task = Task { await run(load, of: key, policy, body) }
            Task { await giveUp(load, of: key, task) }
        }
        metrics.waiting.add(1)
        defer { metrics.waiting.add(-1) }
        return try await load.wait(until: Call.current.deadline)
    }

    private func run(
        _ load: Load, of key: EntryKey, _ policy: CachePolicy, _ body: @escaping @Sendable () async throws -> Loaded
    ) async {
        metrics.loads.increment()
        let started = ContinuousClock.now
        do {
            let loaded = try await inSlot(key, body)
            metrics.loadSeconds.record(duration: ContinuousClock.now - started)
            end(load, of: key, loaded)
        } catch let refusal as Refusal where refusal.kind == .notFound {
            let bytes = EntrySize.bytes(of: key)
            end(load, of: key, Loaded(held: .notFound(refusal), bytes: bytes, lifetime: policy.notFoundExpiresAfter))
        } catch {
            metrics.loadFailures.increment()
            drop(load, of: key, error)
        }
    }

    /// A load inside another runs in its place: two that waited for each other's places would never end.
    private func inSlot(_ key: EntryKey, _ body: () async throws -> Loaded) async throws -> Loaded {
        let outer = LoadChain.current
        let chain = LoadChain(key: key, outer: outer)
        return try await LoadChain.$current.withValue(chain) {
            outer == nil ? try await slots.withSlot(body) : try await body()
        }
    }

    private func end(_ load: Load, of key: EntryKey, _ loaded: Loaded) {
        let expiresAt = stripe(of: key).random.withLock { random in
            ExpiryJitter.expiry(after: loaded.lifetime, from: now(), using: &random)
        }
        let evicted = change(key) {
            $0.endLoad(load, of: key, keeping: loaded.held, bytes: loaded.bytes, expiresAt: expiresAt)
        }
        if let evicted { metrics.evictions.increment(by: evicted) } else { metrics.notKept.increment() }
        load.finish(.success(loaded.held))
    }

    private func drop(_ load: Load, of key: EntryKey, _ error: any Error) {
        let now = now()
        _ = change(key) { $0.endLoad(load, of: key, keeping: nil, bytes: 0, expiresAt: now) }
        load.finish(.failure(error))
    }

    /// Ends a load that takes too long.
    private func giveUp(_ load: Load, of key: EntryKey, _ task: Task<Void, Never>) async {
        guard (try? await load.wait(until: .now + options.loadTimeout)) == nil else { return }
        let sentence = "loading \(key.key) for the cache \(key.space) took longer than \(options.loadTimeout)"
        drop(load, of: key, Fault(.deadlineExceeded, sentence))
        task.cancel()
    }
}
