import TenfoldCache
import TenfoldCore

/// The share of a trace's requests that a policy answers from a cache of so many bytes.
func hitRatio<Policy: EvictionPolicy>(_: Policy.Type, _ trace: Trace, byteLimit: Int, seed: UInt64) -> Double {
    var policy = Policy(byteLimit: byteLimit, seed: seed)
    var slotOfKey = [Int](repeating: -1, count: trace.keyCount)
    var keyInSlot: [Int] = []
    var free: [Int] = []
    var evicted: [Int] = []
    var hits = 0
    for key in trace.keys {
        let key = Int(key)
        if slotOfKey[key] >= 0 {
            hits += 1
            policy.used(slotOfKey[key])
            continue
        }
        let slot = free.last ?? keyInSlot.count
        if policy.admit(slot, hash: hash(key), bytes: trace.sizes[key], evicted: &evicted) {
            if slot == keyInSlot.count { keyInSlot.append(key) } else { free.removeLast() }
            keyInSlot[slot] = key
            slotOfKey[key] = slot
        }
        for slot in evicted {
            slotOfKey[keyInSlot[slot]] = -1
            free.append(slot)
        }
        evicted.removeAll(keepingCapacity: true)
    }
    return Double(hits) / Double(trace.keys.count)
}

private func hash(_ key: Int) -> UInt64 {
    var generator = SeededRandom(seed: UInt64(key))
    return generator.next()
}
