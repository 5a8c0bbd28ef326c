/// Evicts what has not been read for longest: a doubly linked list, threaded through arrays by slot number.
package struct LeastRecentlyUsed: EvictionPolicy {
    private static let none = -1
    private var newer: [Int] = []
    private var older: [Int] = []
    private var newest = none
    private var oldest = none

    package init() {}

    package mutating func inserted(_ slot: Int, hash: Int) {
        while newer.count <= slot {
            newer.append(Self.none)
            older.append(Self.none)
        }
        linkAsNewest(slot)
    }

    package mutating func used(_ slot: Int, hash: Int) {
        guard slot != newest else { return }
        unlink(slot)
        linkAsNewest(slot)
    }

    package mutating func removed(_ slot: Int) { unlink(slot) }

    package func victim() -> Int? { oldest == Self.none ? nil : oldest }

    private mutating func linkAsNewest(_ slot: Int) {
        newer[slot] = Self.none
        older[slot] = newest
        if newest == Self.none { oldest = slot } else { newer[newest] = slot }
        newest = slot
    }

    private mutating func unlink(_ slot: Int) {
        let (before, after) = (newer[slot], older[slot])
        if before == Self.none { newest = after } else { older[before] = after }
        if after == Self.none { oldest = before } else { newer[after] = before }
    }
}
