/// How many things happened of late, and how many of them were of the marked kind: a ring of ten slots, of which the
/// oldest is forgotten as a whole. So what is counted is of the last nine to ten tenths of the window.
struct SlidingCounts: Hashable, Sendable {
    struct Counts: Hashable, Sendable {
        var total = 0
        var marked = 0
    }

    private static let slotCount = 10
    private let slotLength: Duration
    private var slots = [Counts](repeating: Counts(), count: slotCount)
    private var newest = 0
    /// When the newest slot ends: until then there is nothing to divide.
    private var newestEnd = Duration.zero

    init(window: Duration) {
        slotLength = max(window, .milliseconds(1)) / Self.slotCount
    }

    mutating func add(total: Int = 0, marked: Int = 0, now: Duration) {
        advance(to: now)
        slots[newest % Self.slotCount].total += total
        slots[newest % Self.slotCount].marked += marked
    }

    /// What is in the window now.
    mutating func counts(now: Duration) -> Counts {
        advance(to: now)
        return slots.reduce(into: Counts()) { sum, slot in
            sum.total += slot.total
            sum.marked += slot.marked
        }
    }

    mutating func reset() {
        slots = [Counts](repeating: Counts(), count: Self.slotCount)
    }

    /// A clock that steps back stays in the newest slot.
    private mutating func advance(to now: Duration) {
        guard now >= newestEnd else { return }
        let slot = Int(min(max(0, now / slotLength), 1e15))
        guard slot > newest else { return }
        for passed in 1...min(slot - newest, Self.slotCount) {
            slots[(newest + passed) % Self.slotCount] = Counts()
        }
        if slot - newest > Self.slotCount { reset() }
        newest = slot
        newestEnd = slotLength * (slot + 1)
    }
}
