/// One stripe of the cache: its entries, their bytes, and the loads under way. Pure but for the identity of its loads:
/// time is an argument, and the caller holds the lock.
///
/// An invalidation takes both the entry and the load out. A load that is not here any more when it ends began before an
/// invalidation, so it is not kept: the loads under way are all the memory that invalidations need.
package struct CacheStripe<Policy: EvictionPolicy, Load: AnyObject & Sendable>: Sendable {
    package typealias Instant = ContinuousClock.Instant

    /// What may be held of the bytes as "there is none": who asks for keys that never were flushes only that.
    package static var absenceShare: Double { 0.1 }

    private let byteLimit: Int
    private let seed: UInt64
    private var policy: Policy
    private var absences: LeastRecentlyUsed
    private var slots: [CacheEntry?] = []
    private var freeSlots: [Int] = []
    private var index = SlotIndex()
    private var loads: [EntryKey: Load] = [:]
    private var evicted: [Int] = []
    /// Those of the policies before the present one.
    private var rejectionsBefore = 0
    package private(set) var totals = StripeTotals()
    private var totalsTaken = StripeTotals()

    package init(byteLimit: Int, seed: UInt64) {
        self.byteLimit = byteLimit
        self.seed = seed
        policy = Policy(byteLimit: byteLimit, seed: seed)
        absences = LeastRecentlyUsed(byteLimit: Int(Double(byteLimit) * Self.absenceShare))
    }

    package var loadsUnderWay: Int { loads.count }

    /// What is held and has not expired.
    package mutating func lookUp(_ key: EntryKey, now: Instant) -> CacheLookup {
        guard let slot = slot(of: key), let entry = slots[slot] else { return .miss }
        guard now < entry.expiresAt else {
            remove(slot)
            return .miss
        }
        policy.used(slot)
        return now < entry.refreshAt ? .hit(entry.value) : .due(entry.value)
    }

    /// The load of `key` that is under way, or a new one, which the caller must start.
    package mutating func joinLoad(_ key: EntryKey, make: () -> Load) -> (load: Load, isNew: Bool) {
        if let load = loads[key] { return (load, false) }
        let load = make()
        loads[key] = load
        return (load, true)
    }

    /// A load of an entry whose refresh is due, which the caller must start; nil when another is under way. Should it
    /// fail, the next is due after half of what is left of the entry's life.
    package mutating func beginRefresh(_ key: EntryKey, now: Instant, make: () -> Load) -> Load? {
        guard let slot = slot(of: key), let entry = slots[slot], loads[key] == nil,
            entry.refreshAt <= now, now < entry.expiresAt
        else { return nil }
        slots[slot] = entry.puttingOffRefresh(now: now)
        let load = make()
        loads[key] = load
        return load
    }

    /// A load is over, and has something to keep: it is, when no invalidation came since the load began.
    @discardableResult
    package mutating func endLoad(_ load: Load, keeping entry: CacheEntry) -> LoadEnding {
        guard loads[entry.key] === load else { return .outdated }
        loads[entry.key] = nil
        return put(entry) ? .kept : .refused
    }

    /// A load is over, without anything to keep.
    package mutating func dropLoad(_ load: Load, of key: EntryKey) {
        if loads[key] === load { loads[key] = nil }
    }

    package mutating func invalidate(_ key: EntryKey) {
        loads[key] = nil
        if let slot = slot(of: key) { remove(slot) }
    }

    package mutating func invalidateAll() {
        let past = (totals: totals, taken: totalsTaken)
        self = CacheStripe(byteLimit: byteLimit, seed: seed)
        totals.evictions = past.totals.evictions
        totals.rejections = past.totals.rejections
        rejectionsBefore = past.totals.rejections
        totalsTaken = past.taken
    }

    /// How the totals changed since the last time.
    package mutating func takeChanges() -> StripeTotals {
        defer { totalsTaken = totals }
        return totals - totalsTaken
    }

    private func slot(of key: EntryKey) -> Int? {
        index.slot(key.hash) { slots[$0]?.key == key }
    }

    private mutating func put(_ entry: CacheEntry) -> Bool {
        defer { totals.rejections = rejectionsBefore + policy.rejections }
        if let slot = slot(of: entry.key) {
            if replace(slot, with: entry) { return true }
            remove(slot)
        }
        let slot = freeSlots.popLast() ?? slots.count
        if slot == slots.count { slots.append(nil) }
        let isKept = makeRoom(for: entry, in: slot)
        if isKept { fill(slot, with: entry) } else { freeSlots.append(slot) }
        return isKept
    }

    /// A new value in the place that the old one has earned.
    private mutating func replace(_ slot: Int, with entry: CacheEntry) -> Bool {
        guard let old = slots[slot], !old.isAbsence, !entry.isAbsence,
            policy.resize(slot, to: entry.bytes)
        else { return false }
        slots[slot] = entry
        totals.bytes += entry.bytes - old.bytes
        return true
    }

    private mutating func makeRoom(for entry: CacheEntry, in slot: Int) -> Bool {
        let (hash, bytes) = (entry.key.hash, entry.bytes)
        if entry.isAbsence {
            let fits = absences.admit(slot, hash: hash, bytes: bytes, evicted: &evicted)
            for victim in evicted { policy.remove(victim) }
            clearEvicted()
            guard fits else { return false }
        }
        let fits = policy.admit(slot, hash: hash, bytes: bytes, evicted: &evicted)
        for victim in evicted where isAbsence(victim) { absences.remove(victim) }
        clearEvicted()
        if !fits, entry.isAbsence { absences.remove(slot) }
        return fits
    }

    private mutating func clearEvicted() {
        totals.evictions += evicted.count
        for victim in evicted { clear(victim) }
        evicted.removeAll(keepingCapacity: true)
    }

    private mutating func remove(_ slot: Int) {
        policy.remove(slot)
        if isAbsence(slot) { absences.remove(slot) }
        clear(slot)
    }

    private mutating func fill(_ slot: Int, with entry: CacheEntry) {
        slots[slot] = entry
        index.insert(slot, hash: entry.key.hash)
        totals.bytes += entry.bytes
        totals.entries += 1
        if entry.isAbsence { totals.absences += 1 }
    }

    private mutating func clear(_ slot: Int) {
        guard let entry = slots[slot] else { return }
        slots[slot] = nil
        freeSlots.append(slot)
        index.remove(slot, hash: entry.key.hash)
        totals.bytes -= entry.bytes
        totals.entries -= 1
        if entry.isAbsence { totals.absences -= 1 }
    }

    private func isAbsence(_ slot: Int) -> Bool { slots[slot]?.isAbsence ?? false }
}
