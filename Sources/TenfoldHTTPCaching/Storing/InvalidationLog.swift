import Synchronization

/// Remembers what was invalidated of late, so that an answer that was asked for before is not kept after: a table of the
/// last invalidation by hash. Keys that share a place are taken for each other, which keeps a response out for once, and
/// never lets an old one in.
///
/// Whoever invalidates marks first and removes then; whoever stores asks under the lock of the stripe it stores in.
final class InvalidationLog: Sendable {
    private static let places = 16_384

    private struct Table {
        var lastMarks = [UInt64](repeating: 0, count: InvalidationLog.places)
        /// Everything was invalidated then.
        var floor: UInt64 = 0
    }

    private let marks = Atomic<UInt64>(0)
    private let table = Mutex(Table())

    /// To be taken before the origin is asked.
    var ticket: UInt64 { marks.load(ordering: .acquiring) }

    func mark(_ hash: UInt64) {
        table.withLock { $0.lastMarks[Self.place(hash)] = next() }
    }

    func markAll() {
        table.withLock { $0.floor = next() }
    }

    /// Whether any of them was invalidated after the ticket was taken.
    func isOutdated(_ ticket: UInt64, _ hash: UInt64, _ others: [UInt64] = []) -> Bool {
        // Nothing at all was, which is the rule.
        guard marks.load(ordering: .acquiring) != ticket else { return false }
        return table.withLock { table in
            table.floor > ticket || table.lastMarks[Self.place(hash)] > ticket
                || others.contains { table.lastMarks[Self.place($0)] > ticket }
        }
    }

    private func next() -> UInt64 { marks.add(1, ordering: .acquiringAndReleasing).newValue }

    /// By other bits than stripes and their indexes go by.
    private static func place(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 32) & (places - 1) }
}
