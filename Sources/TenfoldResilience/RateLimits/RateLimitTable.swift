import Synchronization

/// The token buckets of many keys, shared by all threads without a lock.
///
/// A slot is two numbers: the key, and the time at which its bucket is full again (`TokenBucket`). A key has eight slots
/// that it may take. A bucket that is full again says nothing, so its slot is free for another key as it is. Where all
/// eight are in use, the fullest is taken over with what is missing in it (as Metwally's Space-Saving does with counts,
/// ICDT 2005): the newcomer starts with less, never with more, and the one that was put out starts full when it comes
/// again, so that it may gain one burst at each time.
///
/// A thread that is overtaken between its two numbers can charge the token of one key to another: one token a race.
// Unchecked: the slots are atomic, and the memory is freed with the last reference.
package final class RateLimitTable: RateLimiting, @unchecked Sendable {
    private static let ways = 8
    /// Attempts to store a count that others change at the same moment; then the request is refused, as under a limit.
    private static let mostRaces = 64

    private let slots: UnsafeMutablePointer<Slot>
    private let setMask: UInt64
    private let slotCount: Int
    private let takeovers = Atomic<Int>(0)

    private struct Slot: ~Copyable {
        /// 0 where the slot was never taken.
        let key = Atomic<UInt64>(0)
        let fullAt = Atomic<Int64>(.min)
    }

    /// - Parameter keys: that have a bucket which is not full, at one moment; rounded up to a power of two of at least 8.
    ///   Sixteen bytes each.
    package init(keys: Int = 1 << 16) {
        var sets = 1
        while sets * Self.ways < keys, sets < 1 << 26 { sets *= 2 }
        setMask = UInt64(sets - 1)
        slotCount = sets * Self.ways
        slots = .allocate(capacity: slotCount)
        for index in 0..<slotCount { (slots + index).initialize(to: Slot()) }
    }

    deinit {
        slots.deinitialize(count: slotCount)
        slots.deallocate()
    }

    /// How many keys were put out by others, for a metric: many mean that the table is too small.
    package var takeoverCount: Int { takeovers.load(ordering: .relaxed) }

    package func take(_ key: UInt64, under limit: TokenBucket.Limit, now: Duration) -> TokenBucket.Decision {
        let key = max(1, key)
        let slot = slot(of: key, now: now)
        for _ in 0..<Self.mostRaces {
            let before = slots[slot].fullAt.load(ordering: .relaxed)
            var bucket = TokenBucket(fullAt: before)
            let decision = bucket.take(under: limit, now: now)
            guard case .admitted = decision else { return decision }
            let (exchanged, _) = slots[slot].fullAt.weakCompareExchange(
                expected: before, desired: bucket.fullAt, ordering: .relaxed)
            if exchanged { return decision }
        }
        return .refused(retryAfter: .milliseconds(1))
    }

    /// The place of the key's bucket, made where there is none.
    private func slot(of key: UInt64, now: Duration) -> Int {
        let first = Int((key >> 32 ^ key) & setMask) * Self.ways
        for _ in 0..<Self.mostRaces {
            var fullest = first
            var fullestAt = Int64.max
            for slot in first..<(first + Self.ways) {
                let found = slots[slot].key.load(ordering: .relaxed)
                if found == key { return slot }
                let fullAt = slots[slot].fullAt.load(ordering: .relaxed)
                if fullAt < fullestAt { (fullest, fullestAt) = (slot, fullAt) }
            }
            let owner = slots[fullest].key.load(ordering: .relaxed)
            let (exchanged, _) = slots[fullest].key.compareExchange(
                expected: owner, desired: key, ordering: .relaxed)
            guard exchanged else { continue }
            if !TokenBucket(fullAt: fullestAt).isFull(now: now) { takeovers.wrappingAdd(1, ordering: .relaxed) }
            return fullest
        }
        return first
    }
}
