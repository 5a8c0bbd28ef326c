import FoundationEssentials
import TenfoldCore

/// The events that were read and are not all handled yet, in outbox order; it knows how far the cursor may go.
struct OutboxWindow {
    private struct Slot {
        let position: Int64
        let occurredAt: Date
        var isHandled = false
    }

    private var slots = FIFO<Slot>()
    /// The ordinal of the first slot; ordinals count the events of this stream since its start.
    private var firstOrdinal = 0
    /// Up to here the outbox was read.
    private(set) var readTo: Int64
    /// Up to here all is handled.
    private(set) var cursor: Int64

    init(cursor: Int64) {
        self.cursor = cursor
        readTo = cursor
    }

    var count: Int { slots.count }
    /// Events taken in since the start.
    var appended: Int { firstOrdinal + slots.count }
    var oldest: Date? { slots.first?.occurredAt }

    /// Takes an event in; answers its ordinal, nil for one that was read before.
    mutating func append(_ event: StoredEvent) -> Int? {
        guard event.position > readTo else { return nil }
        readTo = event.position
        slots.append(Slot(position: event.position, occurredAt: event.occurredAt))
        return firstOrdinal + slots.count - 1
    }

    /// The outbox holds nothing more for this stream up to `position`.
    mutating func passed(_ position: Int64) {
        readTo = max(readTo, position)
        if slots.isEmpty { cursor = readTo }
    }

    mutating func handled(_ ordinal: Int) {
        slots[ordinal - firstOrdinal]?.isHandled = true
        while let first = slots.first, first.isHandled {
            cursor = first.position
            slots.popFirst()
            firstOrdinal += 1
        }
        if slots.isEmpty { cursor = readTo }
    }
}
