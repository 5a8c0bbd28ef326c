package import FoundationEssentials
package import TenfoldCore

/// All the logic of one stream (a publisher's shard to a subscriber), without I/O: outcomes and the time go in, actions
/// come out.
///
/// It keeps four promises, which its simulation tests: no event is lost, none is handled twice, those of a key keep
/// their order, and the cursor never passes an event that is neither applied nor in the parked table.
package struct DeliveryState {
    package typealias Instant = ContinuousClock.Instant

    let options: DeliveryOptions
    let startedUncleanly: Bool
    var window: OutboxWindow
    var lanes: [LaneKey: KeyLane] = [:]
    var ready = FIFO<LaneKey>()
    var awaitingRoom: [LaneKey] = []
    /// Attempts that an earlier life of this process wrote down.
    var recordedAttempts: [ID<EventMetadata>: Int]

    /// Keys that are worked on.
    var running = 0
    var isSuspectRunning = false
    /// First deliveries since the start, that were no duplicates.
    var freshDeliveries = 0

    var isReading = false
    var isWoken = true
    var readRetryAt: Instant?
    var readFailures = 0
    var wasLastBatchFull = false
    var savedCursor: Int64
    var isSavingCursor = false
    var cursorSaveFailed = false
    var nextCursorSave: Instant?
    var isPolling = false
    var nextPoll: Instant?
    var nextRetry: Instant?
    var parkedCount: Int
    var parkedSincePoll = 0
    package private(set) var isStopping = false

    /// A stream as it starts.
    ///
    /// - Parameters:
    ///   - recordedAttempts: what the subscriber's attempt table holds for this stream.
    ///   - parkedKeys: the keys with rows in the parked table; true where one of them is parked, false where they are
    ///     to be handled.
    ///   - parkedCount: rows of the parked table, of all streams.
    package init(
        options: DeliveryOptions, cursor: Int64, startedUncleanly: Bool,
        recordedAttempts: [ID<EventMetadata>: Int] = [:], parkedKeys: [LaneKey: Bool] = [:], parkedCount: Int = 0
    ) {
        self.options = options
        self.startedUncleanly = startedUncleanly
        self.recordedAttempts = recordedAttempts
        self.parkedCount = parkedCount
        window = OutboxWindow(cursor: cursor)
        savedCursor = cursor
        for (key, isParked) in parkedKeys {
            lanes[key, default: KeyLane()].phase = isParked ? .parked : .replaying
            schedule(key)
        }
    }

    /// Events read since the start.
    package var eventsRead: Int { window.appended }
    /// Whether the outbox may hold more than was read: memory has no room, or the last batch was a full one.
    package var isReadingBehind: Bool { hasNoRoomToRead || wasLastBatchFull }
    /// Events in memory.
    package var eventsInHand: Int { window.count }
    /// When the oldest event that is not handled was published.
    package var oldestInHand: Date? { window.oldest }
    /// Up to here the outbox was read.
    package var readTo: Int64 { window.readTo }
    /// Up to here all is applied or parked.
    package var cursor: Int64 { window.cursor }
    /// Whether the parked table has no room, and something waits for it.
    package var isBlockedByParkedTable: Bool { !awaitingRoom.isEmpty }
    /// Whether the next batch must wait until some events are handled.
    package var hasNoRoomToRead: Bool { window.count + options.batchSize > options.maximumInMemory }
    /// Whether it has stopped: nothing is under way, and the cursor is saved.
    package var isDrained: Bool {
        isStopping && running == 0 && !isReading && !isSavingCursor && !isPolling
            && (savedCursor == window.cursor || cursorSaveFailed)
    }

    /// Something was published.
    package mutating func wake() { isWoken = true }

    /// No more is read or begun; what is under way is finished.
    package mutating func stop() {
        isStopping = true
        cursorSaveFailed = false
    }

    /// When `actions` wants to be called again though nothing happened.
    package var nextWakeUp: Instant? {
        guard !isStopping else { return nil }
        var times: [Instant?] = [nextPoll, nextRetry, readRetryAt]
        if savedCursor != window.cursor, !isSavingCursor { times.append(nextCursorSave) }
        return times.compactMap(\.self).min()
    }

    /// What to do now.
    package mutating func actions(now: Instant) -> [DeliveryAction] {
        var actions: [DeliveryAction] = []
        if !isStopping {
            poll(now: now, into: &actions)
            endWaits(now: now)
            startLanes(into: &actions)
            read(now: now, into: &actions)
        }
        saveCursor(now: now, into: &actions)
        return actions
    }

    private mutating func poll(now: Instant, into actions: inout [DeliveryAction]) {
        guard now >= nextPoll ?? now else { return }
        nextPoll = now + options.pollInterval
        isWoken = true
        guard !isPolling, parkedCount > 0 || lanes.values.contains(where: { $0.phase == .parked }) else { return }
        isPolling = true
        // What is on its way may be counted by the poll or not: counted twice until the next poll is the safe side.
        parkedSincePoll = lanes.values.reduce(0) { $0 + ($1.phase == .replaying ? 0 : $1.parking) }
        actions.append(.pollParked)
    }

    private mutating func endWaits(now: Instant) {
        guard let due = nextRetry, now >= due else { return }
        nextRetry = nil
        for (key, lane) in lanes {
            guard let retryAt = lane.retryAt else { continue }
            if retryAt <= now {
                lanes[key]?.retryAt = nil
                schedule(key)
            } else {
                nextRetry = min(nextRetry ?? retryAt, retryAt)
            }
        }
    }

    private mutating func read(now: Instant, into actions: inout [DeliveryAction]) {
        guard isWoken, !isReading, !hasNoRoomToRead, now >= readRetryAt ?? now else { return }
        readRetryAt = nil
        isWoken = false
        isReading = true
        actions.append(.read(after: window.readTo, limit: options.batchSize))
    }

    private mutating func saveCursor(now: Instant, into actions: inout [DeliveryAction]) {
        guard !isSavingCursor, savedCursor != window.cursor else { return }
        guard isStopping ? running == 0 && !cursorSaveFailed : now >= nextCursorSave ?? now else { return }
        isSavingCursor = true
        nextCursorSave = now + options.cursorInterval
        actions.append(.saveCursor(window.cursor))
    }

    /// Puts a key in line when it has something to do and nothing to wait for.
    mutating func schedule(_ key: LaneKey) {
        guard let lane = lanes[key] else { return }
        if lane.isOver {
            lanes[key] = nil
            return
        }
        guard !lane.isBusy, !lane.isScheduled, !lane.awaitsRoom, lane.retryAt == nil, lane.next != nil else { return }
        lanes[key]?.isScheduled = true
        ready.append(key)
    }
}
