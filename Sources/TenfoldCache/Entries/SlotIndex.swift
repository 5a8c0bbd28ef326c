/// Finds the slot of a key by its hash: open addressing with linear probing, and no graves, since what follows a removed
/// cell moves up. (Knuth: "The Art of Computer Programming" 3, section 6.4, algorithm R.)
///
/// Unlike a dictionary it hashes nothing again, and holds eight bytes a cell.
package struct SlotIndex: Sendable {
    private struct Cell {
        var tag: UInt32
        var slot: Int32

        static let empty = Cell(tag: 0, slot: -1)
    }

    private var cells = [Cell](repeating: .empty, count: 16)
    package private(set) var count = 0

    package init() {}

    private var mask: Int { cells.count - 1 }

    /// The slot with this hash for which `matches` holds.
    package func slot(_ hash: UInt64, where matches: (Int) -> Bool) -> Int? {
        let tag = UInt32(truncatingIfNeeded: hash)
        var place = Int(tag) & mask
        while cells[place].slot >= 0 {
            if cells[place].tag == tag, matches(Int(cells[place].slot)) { return Int(cells[place].slot) }
            place = (place + 1) & mask
        }
        return nil
    }

    package mutating func insert(_ slot: Int, hash: UInt64) {
        if (count + 1) * 4 > cells.count * 3 { grow() }
        put(Cell(tag: UInt32(truncatingIfNeeded: hash), slot: Int32(truncatingIfNeeded: slot)))
        count += 1
    }

    package mutating func remove(_ slot: Int, hash: UInt64) {
        var hole = Int(UInt32(truncatingIfNeeded: hash)) & mask
        while Int(cells[hole].slot) != slot {
            guard cells[hole].slot >= 0 else { return }
            hole = (hole + 1) & mask
        }
        count -= 1
        var next = (hole + 1) & mask
        while cells[next].slot >= 0 {
            let home = Int(cells[next].tag) & mask
            // It may move up when its home does not lie between the hole and it.
            if (next - home) & mask >= (next - hole) & mask {
                cells[hole] = cells[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        cells[hole] = .empty
    }

    private mutating func put(_ cell: Cell) {
        var place = Int(cell.tag) & mask
        while cells[place].slot >= 0 { place = (place + 1) & mask }
        cells[place] = cell
    }

    private mutating func grow() {
        let old = cells
        cells = [Cell](repeating: .empty, count: old.count * 2)
        for cell in old where cell.slot >= 0 { put(cell) }
    }
}
