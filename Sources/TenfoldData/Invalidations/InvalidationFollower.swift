package import TenfoldCore

/// Follows a module's invalidations and makes this process's cache forget what others changed.
package struct InvalidationFollower {
    private let reader: InvalidationReader
    private let cache: any CacheEngine
    /// How far each shard was read; nil before the first poll.
    private var places: [Int64]?

    package init(reader: InvalidationReader, cache: any CacheEngine) {
        self.reader = reader
        self.cache = cache
    }

    /// Whether all up to a place was read. What is held from before it is forgotten then.
    package func hasReached(_ position: Int64, shard: Int) -> Bool {
        guard let places else { return false }
        return !places.indices.contains(shard) || places[shard] >= position
    }

    /// Whether it has read further than another of the same module.
    package func isAhead(of other: InvalidationFollower) -> Bool {
        (places ?? []).reduce(0, +) > (other.places ?? [-1]).reduce(0, +)
    }

    /// Notes where the rows end. Call it before anything is cached.
    package mutating func start() async throws {
        var places: [Int64] = []
        for shard in 0..<reader.database.engine.shardCount { places.append(try await reader.end(shard: shard)) }
        self.places = places
    }

    /// Forgets what was invalidated since the last poll; answers how many values. Call it at least every 500 ms.
    @discardableResult
    package mutating func poll() async throws -> Int {
        if places == nil {
            try await start()
            cache.invalidateAll()
        }
        var forgotten = 0
        for shard in 0..<(places?.count ?? 0) {
            var isFull = true
            while isFull, let place = places?[shard] {
                let batch = try await reader.poll(shard: shard, after: place)
                if batch.mayHaveMissed {
                    DataMetrics.invalidationsMissed.increment()
                    cache.invalidateAll()
                }
                for entry in batch.entries { cache.invalidate(space: entry.cache, key: entry.key) }
                forgotten += batch.entries.count
                places?[shard] = batch.readTo
                isFull = batch.isFull
            }
        }
        return forgotten
    }
}
