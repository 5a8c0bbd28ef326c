/// Admits all that fits, and evicts what has not been read for longest.
package struct LeastRecentlyUsed: EvictionPolicy {
    private let byteLimit: Int
    private var list = SlotList()
    private var links: [SlotList.Links] = []
    private var sizes: [Int] = []

    package init(byteLimit: Int, seed: UInt64 = 0) { self.byteLimit = byteLimit }

    /// Only what is larger than the limit.
    package private(set) var rejections = 0

    /// The sum of the bytes in use.
    package var bytes: Int { list.bytes }

    package mutating func admit(_ slot: Int, hash: UInt64, bytes: Int, evicted: inout [Int]) -> Bool {
        guard bytes <= byteLimit else {
            rejections += 1
            return false
        }
        while list.bytes + bytes > byteLimit, let oldest = list.oldestSlot {
            remove(oldest)
            evicted.append(oldest)
        }
        while links.count <= slot {
            links.append(SlotList.Links())
            sizes.append(0)
        }
        sizes[slot] = bytes
        list.add(slot, bytes: bytes, in: &links)
        return true
    }

    package mutating func used(_ slot: Int) { list.renew(slot, in: &links) }

    package mutating func resize(_ slot: Int, to bytes: Int) -> Bool {
        guard list.bytes - sizes[slot] + bytes <= byteLimit else { return false }
        list.resize(by: bytes - sizes[slot])
        sizes[slot] = bytes
        return true
    }

    package mutating func remove(_ slot: Int) { list.remove(slot, bytes: sizes[slot], in: &links) }
}
