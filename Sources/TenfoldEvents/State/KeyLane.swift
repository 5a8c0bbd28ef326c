package import TenfoldCore

/// A key of one publisher: its events are handled one after the other, whatever their names.
package struct LaneKey: Hashable, Sendable {
    package let bucket: Bucket
    package let text: String

    package init(bucket: Bucket, text: String) {
        self.bucket = bucket
        self.text = text
    }

    package init(_ event: StoredEvent) { self.init(bucket: event.bucket, text: event.key) }
}

/// Why an event was given up.
package struct Poison: Hashable, Sendable {
    package let attempts: Int
    package let error: String

    package init(attempts: Int, error: String) {
        self.attempts = attempts
        self.error = error
    }
}

/// What one key waits for and does.
struct KeyLane {
    enum Phase {
        /// Events go to their handler.
        case flowing
        /// An event of this key is parked; its followers go to the parked table.
        case parked
        /// The parked events go to their handler first, then those from the outbox.
        case replaying
    }

    struct Live {
        let event: StoredEvent
        let ordinal: Int
    }

    enum Step {
        case attempt(StoredEvent)
        case park(Poison)
        case parkFollowers
        case fetch
    }

    var phase = Phase.flowing
    var live = FIFO<Live>()
    var replay = FIFO<StoredEvent>()
    /// Attempts of the head that are over.
    var attempts = 0
    /// Times that something of our own, not the handler, went wrong.
    var stalls = 0
    var poison: Poison?
    /// Whether the head may have ended the subscriber's process.
    var isSuspect = false
    /// Events on their way to the parked table.
    var parking = 0
    var isBusy = false
    var isScheduled = false
    var awaitsRoom = false
    var retryAt: ContinuousClock.Instant?

    var head: StoredEvent? { phase == .replaying ? replay.first : live.first?.event }

    var next: Step? {
        switch phase {
        case .parked: return live.isEmpty ? nil : .parkFollowers
        case .replaying where replay.isEmpty: return .fetch
        case .flowing, .replaying:
            if let poison { return .park(poison) }
            return head.map(Step.attempt)
        }
    }

    /// Nothing to do and nothing to remember.
    var isOver: Bool { phase == .flowing && live.isEmpty && !isBusy }

    mutating func startOnNewHead() {
        attempts = 0
        stalls = 0
        poison = nil
        isSuspect = false
    }
}
