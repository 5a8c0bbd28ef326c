import Metrics
import Synchronization
import TenfoldCore

/// What a load brought.
struct Loaded: Sendable {
    let value: CachedValue
    let bytes: Int
    let lifetime: Duration
}

extension MemoryCache {
    typealias LoadBody = @Sendable () async throws -> Loaded

    /// Waits for the load of `key`, and starts it where there is none.
    func loadOnce(_ key: EntryKey, _ policy: CachePolicy, _ body: @escaping LoadBody) async throws -> CachedValue {
        if let chain = LoadChain.current, chain.contains(key) {
            throw Fault(
                .programming,
                "the load of \(key.identity.text) in the cache \(key.space.name) asks for the same value: "
                    + "it would wait for itself")
        }
        let (load, isNew) = change(key) { $0.joinLoad(key, make: Load.init) }
        // A task of its own: the load goes on when its first caller leaves, with that caller's task-locals.
        if isNew { start(load, of: key) { await self.run(load, of: key, policy, body) } }
        metrics.waiting.add(1)
        defer { metrics.waiting.add(-1) }
        return try await load.wait(until: Call.current.deadline)
    }

    /// Loads anew in the background what expires soon; the value held is given until then, whatever comes of it.
    ///
    /// Ahead by a share of the life, not by a throw of the dice on each hit (XFetch of Vattani, Chierichetti, Lowenstein:
    /// "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015): with one loader a key there is no stampede to
    /// prevent in a process, jitter keeps processes apart, and a hit costs one comparison instead of a logarithm.
    func refresh(_ key: EntryKey, _ policy: CachePolicy, _ body: @escaping LoadBody) {
        guard metrics.refreshing.take(limit: options.maximumRefreshes) else {
            return metrics.refreshesPutOff.increment()
        }
        let now = now()
        guard let load = change(key, { $0.beginRefresh(key, now: now, make: Load.init) }) else {
            return metrics.refreshing.add(-1)
        }
        metrics.refreshes.increment()
        var call = Call.current
        // Nobody waits for it: the deadline of the call that came by is not its own.
        call.deadline = nil
        call.priority = .background
        Call.$current.withValue(call) {
            LoadChain.$current.withValue(nil) {
                start(load, of: key) {
                    if !(await self.run(load, of: key, policy, body)) { self.metrics.refreshFailures.increment() }
                    self.metrics.refreshing.add(-1)
                }
            }
        }
    }

    private func start(_ load: Load, of key: EntryKey, _ run: @escaping @Sendable () async -> Void) {
        let task = Task { await run() }
        Task { await giveUp(load, of: key, task) }
    }

    /// Answers whether the load brought something to keep.
    @discardableResult
    private func run(_ load: Load, of key: EntryKey, _ policy: CachePolicy, _ body: LoadBody) async -> Bool {
        metrics.loads.increment()
        let started = ContinuousClock.now
        do {
            let loaded = try await inSlot(key, body)
            metrics.loadSeconds.record(duration: ContinuousClock.now - started)
            end(load, of: key, loaded)
            return true
        } catch let refusal as Refusal where refusal.kind == .notFound {
            let bytes = EntrySize.bytes(of: key, absence: refusal)
            end(load, of: key, Loaded(value: .notFound(refusal), bytes: bytes, lifetime: policy.notFoundExpiresAfter))
            return true
        } catch {
            metrics.loadFailures.increment()
            drop(load, of: key, error)
            return false
        }
    }

    /// A load inside another runs in its place: two that waited for each other's places would never end.
    private func inSlot(_ key: EntryKey, _ body: LoadBody) async throws -> Loaded {
        let outer = LoadChain.current
        let chain = LoadChain(key: key, outer: outer)
        return try await LoadChain.$current.withValue(chain) {
            outer == nil ? try await slots.withSlot(body) : try await body()
        }
    }

    private func end(_ load: Load, of key: EntryKey, _ loaded: Loaded) {
        let now = now()
        let lifetime = stripe(of: key).random.withLock { ExpiryJitter.spread(loaded.lifetime, using: &$0) }
        let entry = CacheEntry(
            key, loaded.value, bytes: loaded.bytes, expiresAt: now + lifetime,
            refreshAt: now + lifetime * options.refreshAfterShare)
        if change(key, { $0.endLoad(load, keeping: entry) }) == .outdated { metrics.outdated.increment() }
        load.finish(.success(loaded.value))
    }

    private func drop(_ load: Load, of key: EntryKey, _ error: any Error) {
        change(key) { $0.dropLoad(load, of: key) }
        load.finish(.failure(error))
    }

    /// Ends a load that takes too long.
    private func giveUp(_ load: Load, of key: EntryKey, _ task: Task<Void, Never>) async {
        guard (try? await load.wait(until: .now + options.loadTimeout)) == nil else { return }
        let sentence =
            "loading \(key.identity.text) for the cache \(key.space.name) took longer than \(options.loadTimeout)"
        drop(load, of: key, Fault(.deadlineExceeded, sentence))
        task.cancel()
    }
}
