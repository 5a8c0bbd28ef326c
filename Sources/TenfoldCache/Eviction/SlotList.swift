/// A doubly linked list of slots with the sum of their bytes. The links live in one array that several lists share, a
/// slot being in one list at most: so no list allocates when it changes.
struct SlotList: Sendable {
    /// A slot's neighbours; `none` at either end.
    struct Links: Sendable {
        var newer = SlotList.none
        var older = SlotList.none
    }

    static let none: Int32 = -1

    private(set) var newest = SlotList.none
    private(set) var oldest = SlotList.none
    private(set) var bytes = 0

    var oldestSlot: Int? { oldest == Self.none ? nil : Int(oldest) }

    /// The next one that is newer, nil at the newest.
    func slot(newerThan slot: Int, in links: [Links]) -> Int? {
        let newer = links[slot].newer
        return newer == Self.none ? nil : Int(newer)
    }

    mutating func add(_ slot: Int, bytes: Int, in links: inout [Links]) {
        self.bytes += bytes
        link(slot, in: &links)
    }

    mutating func remove(_ slot: Int, bytes: Int, in links: inout [Links]) {
        self.bytes -= bytes
        unlink(slot, in: &links)
    }

    mutating func renew(_ slot: Int, in links: inout [Links]) {
        guard Int(newest) != slot else { return }
        unlink(slot, in: &links)
        link(slot, in: &links)
    }

    mutating func resize(by difference: Int) { bytes += difference }

    private mutating func link(_ slot: Int, in links: inout [Links]) {
        let place = Int32(truncatingIfNeeded: slot)
        links[slot] = Links(newer: Self.none, older: newest)
        if newest == Self.none { oldest = place } else { links[Int(newest)].newer = place }
        newest = place
    }

    private mutating func unlink(_ slot: Int, in links: inout [Links]) {
        let (newer, older) = (links[slot].newer, links[slot].older)
        if newer == Self.none { newest = older } else { links[Int(newer)].older = older }
        if older == Self.none { oldest = newer } else { links[Int(older)].newer = newer }
    }
}
