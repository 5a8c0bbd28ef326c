import NIOCore
import TenfoldCache
import TenfoldHTTP

/// A part of the cache, behind one lock: its responses, their bytes and their surrogate keys. All variants of a URL are in
/// one stripe. Pure: time is an argument, and the caller holds the lock.
struct ResponseStripe: Sendable {
    private let byteLimit: Int
    private let variantLimit: Int
    private let seed: UInt64
    private var policy: WindowTinyLFU
    private var slots: [StoredResponse?] = []
    private var freeSlots: [Int] = []
    private var index = SlotIndex()
    /// Which slots a surrogate key is on.
    private var surrogates: [UInt64: Set<Int32>] = [:]
    private var evicted: [Int] = []
    /// Those of the policies before the present one.
    private var rejectionsBefore = 0
    private(set) var totals = StripeTotals()
    private var totalsTaken = StripeTotals()

    init(byteLimit: Int, variantLimit: Int, seed: UInt64) {
        self.byteLimit = byteLimit
        self.variantLimit = variantLimit
        self.seed = seed
        policy = WindowTinyLFU(byteLimit: byteLimit, seed: seed)
    }

    var byteCount: Int { totals.bytes }
    var surrogateKeyCount: Int { surrogates.count }

    // MARK: Looking up

    /// The newest response that a request selects; one of which nothing can be made any more is dropped.
    mutating func lookUp(
        _ probe: KeyProbe, partition: UInt64, _ head: RequestHeadIndex, _ bytes: ByteBuffer, now: Int64
    ) -> StoredResponse? {
        guard let slot = slot(of: probe, partition, head, bytes), let found = slots[slot] else { return nil }
        guard !found.isSpent(at: now) else {
            remove(slot)
            return nil
        }
        policy.used(slot)
        return found
    }

    private func slot(
        of probe: KeyProbe, _ partition: UInt64, _ head: RequestHeadIndex, _ bytes: ByteBuffer
    ) -> Int? {
        var memo = SelectionMemo()
        var newest: (slot: Int, bornAt: Int64)?
        _ = index.slot(probe.hash) { slot in
            guard let response = slots[slot], response.partition == partition,
                response.key.isEqual(to: probe, in: bytes.readableBytesUInt8Span)
            else { return false }
            if let selection = response.selection, !memo.matches(selection, head, bytes) { return false }
            if let newest, newest.bornAt > response.times.bornAt { return false }
            newest = (slot, response.times.bornAt)
            // Goes on: there may be a newer one.
            return false
        }
        return newest?.slot
    }

    // MARK: Changing

    /// Whether it is kept. Evictions and rejections are in the totals.
    mutating func store(_ response: StoredResponse) -> Bool {
        defer { totals.rejections = rejectionsBefore + policy.rejections }
        let variants = slots(of: response.key)
        if let same = variants.first(where: { slots[$0]?.replaces(response) == true }) {
            if replace(same, with: response) { return true }
            remove(same)
        } else if variants.count >= variantLimit {
            evictOldest(of: variants)
        }
        let slot = freeSlots.popLast() ?? slots.count
        if slot == slots.count { slots.append(nil) }
        let isKept = policy.admit(slot, hash: response.policyHash, bytes: response.cost, evicted: &evicted)
        totals.evictions += evicted.count
        for victim in evicted { clear(victim) }
        evicted.removeAll(keepingCapacity: true)
        if isKept { fill(slot, with: response) } else { freeSlots.append(slot) }
        return isKept
    }

    /// Removes that very response, if it is still there.
    mutating func remove(_ response: StoredResponse) -> Bool {
        guard let slot = slots(of: response.key).first(where: { slots[$0] === response }) else { return false }
        remove(slot)
        return true
    }

    /// Removes all variants; answers how many there were.
    mutating func remove(_ key: ResponseKey) -> Int {
        let variants = slots(of: key)
        for slot in variants { remove(slot) }
        return variants.count
    }

    mutating func remove(surrogateKey: UInt64) -> Int {
        let slots = surrogates[surrogateKey] ?? []
        for slot in slots { remove(Int(slot)) }
        return slots.count
    }

    mutating func removeAll() -> Int {
        let past = (totals: totals, taken: totalsTaken)
        self = ResponseStripe(byteLimit: byteLimit, variantLimit: variantLimit, seed: seed)
        totals.evictions = past.totals.evictions
        totals.rejections = past.totals.rejections
        rejectionsBefore = past.totals.rejections
        totalsTaken = past.taken
        return past.totals.entries
    }

    /// How the totals changed since the last time.
    mutating func takeChanges() -> StripeTotals {
        defer { totalsTaken = totals }
        return totals - totalsTaken
    }

    // MARK: Slots

    private func slots(of key: ResponseKey) -> [Int] {
        var found: [Int] = []
        _ = index.slot(key.hash) { slot in
            if slots[slot]?.key == key { found.append(slot) }
            return false
        }
        return found
    }

    private mutating func evictOldest(of variants: [Int]) {
        let oldest = variants.min { (slots[$0]?.times.bornAt ?? .min) < (slots[$1]?.times.bornAt ?? .min) }
        guard let oldest else { return }
        remove(oldest)
        totals.evictions += 1
    }

    /// A newer response in the place that the old one has earned.
    private mutating func replace(_ slot: Int, with response: StoredResponse) -> Bool {
        guard let old = slots[slot], policy.resize(slot, to: response.cost) else { return false }
        unlink(old, slot)
        slots[slot] = response
        link(response, slot)
        totals.bytes += response.cost - old.cost
        return true
    }

    private mutating func remove(_ slot: Int) {
        policy.remove(slot)
        clear(slot)
    }

    private mutating func fill(_ slot: Int, with response: StoredResponse) {
        slots[slot] = response
        index.insert(slot, hash: response.key.hash)
        link(response, slot)
        totals.bytes += response.cost
        totals.entries += 1
    }

    private mutating func clear(_ slot: Int) {
        guard let response = slots[slot] else { return }
        slots[slot] = nil
        freeSlots.append(slot)
        index.remove(slot, hash: response.key.hash)
        unlink(response, slot)
        totals.bytes -= response.cost
        totals.entries -= 1
    }

    private mutating func link(_ response: StoredResponse, _ slot: Int) {
        for key in response.surrogateKeys { surrogates[key, default: []].insert(Int32(truncatingIfNeeded: slot)) }
    }

    private mutating func unlink(_ response: StoredResponse, _ slot: Int) {
        for key in response.surrogateKeys {
            surrogates[key]?.remove(Int32(truncatingIfNeeded: slot))
            if surrogates[key]?.isEmpty == true { surrogates[key] = nil }
        }
    }
}
