/// One stripe of the cache: its entries, their bytes, and the loads under way. Pure but for the identity of its loads:
/// time is an argument, and the caller holds the lock.
///
/// An invalidation takes both the entry and the load out. A load that is not here any more when it ends began before an
/// invalidation, so it is not kept: the loads under way are all the memory that invalidations need.
package struct CacheStripe<Policy: EvictionPolicy, Load: AnyObject & Sendable>: Sendable {
    package typealias Instant = ContinuousClock.Instant

    private struct Entry {
        let key: EntryKey
        let held: Held
        let bytes: Int
        let expiresAt: Instant
    }

    private let byteLimit: Int
    private var policy = Policy()
    private var slots: [Entry?] = []
    private var freeSlots: [Int] = []
    private var slotOfKey: [EntryKey: Int] = [:]
    private var loads: [EntryKey: Load] = [:]
    /// The sum of the entries' bytes, never above the limit.
    package private(set) var bytes = 0

    package init(byteLimit: Int) { self.byteLimit = byteLimit }

    package var count: Int { slotOfKey.count }
    package var loadsUnderWay: Int { loads.count }

    /// What is held and has not expired.
    package mutating func lookUp(_ key: EntryKey, now: Instant) -> Held? {
        guard let slot = slotOfKey[key], let entry = slots[slot] else { return nil }
        guard now < entry.expiresAt else {
            remove(slot)
            return nil
        }
        policy.used(slot, hash: key.hash)
        return entry.held
    }

    /// The load of `key` that is under way, or a new one, which the caller must start.
    package mutating func joinLoad(_ key: EntryKey, make: () -> Load) -> (load: Load, isNew: Bool) {
        if let load = loads[key] { return (load, false) }
        let load = make()
        loads[key] = load
        return (load, true)
    }

    /// A load is over. It is kept when no invalidation came since it began; answers how many entries had to go, nil
    /// when it was not kept.
    @discardableResult
    package mutating func endLoad(
        _ load: Load, of key: EntryKey, keeping held: Held?, bytes: Int, expiresAt: Instant
    ) -> Int? {
        guard loads[key] === load else { return nil }
        loads[key] = nil
        guard let held, bytes <= byteLimit else { return nil }
        return insert(Entry(key: key, held: held, bytes: bytes, expiresAt: expiresAt))
    }

    package mutating func invalidate(_ key: EntryKey) {
        loads[key] = nil
        if let slot = slotOfKey[key] { remove(slot) }
    }

    package mutating func invalidateAll() {
        loads = [:]
        slots = []
        freeSlots = []
        slotOfKey = [:]
        policy = Policy()
        bytes = 0
    }

    private mutating func insert(_ entry: Entry) -> Int {
        if let slot = slotOfKey[entry.key] { remove(slot) }
        var evicted = 0
        while bytes + entry.bytes > byteLimit, let victim = policy.victim() {
            remove(victim)
            evicted += 1
        }
        let slot = freeSlots.popLast() ?? slots.count
        if slot == slots.count { slots.append(entry) } else { slots[slot] = entry }
        slotOfKey[entry.key] = slot
        bytes += entry.bytes
        policy.inserted(slot, hash: entry.key.hash)
        return evicted
    }

    private mutating func remove(_ slot: Int) {
        guard let entry = slots[slot] else { return }
        slots[slot] = nil
        slotOfKey[entry.key] = nil
        freeSlots.append(slot)
        bytes -= entry.bytes
        policy.removed(slot)
    }
}
