package import TenfoldCore
import TenfoldResilience

/// How the outcomes of actions change the state.
extension DeliveryState {
    /// A batch came; `readTo` is how far the outbox was read.
    package mutating func read(_ events: [StoredEvent], readTo: Int64) {
        isReading = false
        readFailures = 0
        wasLastBatchFull = events.count >= options.batchSize
        let before = window.readTo
        for event in events {
            guard let ordinal = window.append(event) else { continue }
            let key = LaneKey(event)
            lanes[key, default: KeyLane()].live.append(KeyLane.Live(event: event, ordinal: ordinal))
            schedule(key)
        }
        window.passed(readTo)
        if window.readTo > before { isWoken = true }
    }

    package mutating func readFailed(now: Instant, using random: inout some RandomNumberGenerator) {
        isReading = false
        isWoken = true
        readFailures += 1
        readRetryAt = now + options.backoff.delay(afterFailures: readFailures, using: &random)
    }

    package mutating func attemptEnded(
        _ key: LaneKey, _ outcome: DeliveryOutcome, now: Instant, using random: inout some RandomNumberGenerator
    ) {
        workEnded(key)
        switch outcome {
        case .applied:
            freshDeliveries += 1
            headIsDone(key)
        case .duplicate: headIsDone(key)
        case .abandoned: break
        case .notStarted: stall(key, now: now, using: &random)
        case .failed(let error): failed(key, error, now: now, using: &random)
        case .lost:
            lanes[key]?.isSuspect = true
            failed(key, "the subscriber's process ended, or its answer was lost", now: now, using: &random)
        }
        schedule(key)
    }

    private mutating func failed(
        _ key: LaneKey, _ error: String, now: Instant, using random: inout some RandomNumberGenerator
    ) {
        let attempts = (lanes[key]?.attempts ?? 0) + 1
        lanes[key]?.attempts = attempts
        lanes[key]?.stalls = 0
        if attempts >= options.attempts {
            lanes[key]?.poison = Poison(attempts: attempts, error: error)
        } else {
            wait(key, until: now + options.backoff.delay(afterFailures: attempts, using: &random))
        }
    }

    package mutating func parkEnded(
        _ key: LaneKey, isStored: Bool, now: Instant, using random: inout some RandomNumberGenerator
    ) {
        workEnded(key)
        let count = lanes[key]?.parking ?? 0
        lanes[key]?.parking = 0
        let isReplay = lanes[key]?.phase == .replaying
        if isStored {
            if isReplay {
                lanes[key]?.replay = FIFO()
            } else {
                for _ in 0..<count {
                    guard let live = lanes[key]?.live.popFirst() else { break }
                    window.handled(live.ordinal)
                }
            }
            lanes[key]?.phase = .parked
            lanes[key]?.startOnNewHead()
        } else {
            if !isReplay {
                parkedCount -= count
                parkedSincePoll -= count
            }
            stall(key, now: now, using: &random)
        }
        schedule(key)
    }

    /// What the parked table holds of a key; nil when it could not be read.
    package mutating func fetched(
        _ key: LaneKey, _ rows: ParkedRows?, now: Instant, using random: inout some RandomNumberGenerator
    ) {
        workEnded(key)
        switch rows {
        case nil: stall(key, now: now, using: &random)
        case .parked?: lanes[key]?.phase = .parked
        case .replay(let events)?:
            lanes[key]?.startOnNewHead()
            if events.isEmpty { lanes[key]?.phase = .flowing }
            for event in events { lanes[key]?.replay.append(event) }
        }
        schedule(key)
    }

    /// The cursor was saved there; nil when that failed: events between are read again and found to be duplicates.
    package mutating func cursorSaved(_ position: Int64?) {
        isSavingCursor = false
        if let position { savedCursor = position } else { cursorSaveFailed = true }
    }

    /// The keys of this stream with a parked event, and the rows of the whole table; nil when it could not be read.
    package mutating func polled(_ result: (parkedKeys: Set<LaneKey>, count: Int)?) {
        isPolling = false
        guard let result else { return }
        parkedCount = result.count + parkedSincePoll
        for (key, lane) in lanes where lane.phase == .parked && !lane.isBusy && !result.parkedKeys.contains(key) {
            lanes[key]?.phase = .replaying
            lanes[key]?.awaitsRoom = false
            schedule(key)
        }
        awaitingRoom.removeAll { lanes[$0]?.awaitsRoom != true }
        guard parkedCount < options.maximumParked else { return }
        let waiting = awaitingRoom
        awaitingRoom = []
        for key in waiting {
            lanes[key]?.awaitsRoom = false
            schedule(key)
        }
    }

    private mutating func workEnded(_ key: LaneKey) {
        running -= 1
        isSuspectRunning = false
        lanes[key]?.isBusy = false
    }

    private mutating func headIsDone(_ key: LaneKey) {
        if lanes[key]?.phase == .replaying {
            lanes[key]?.replay.popFirst()
            parkedCount = max(parkedCount - 1, 0)
        } else if let live = lanes[key]?.live.popFirst() {
            window.handled(live.ordinal)
        }
        lanes[key]?.startOnNewHead()
    }

    /// Something of our own went wrong: tried again later, without end, because nothing may be lost.
    private mutating func stall(_ key: LaneKey, now: Instant, using random: inout some RandomNumberGenerator) {
        let stalls = (lanes[key]?.stalls ?? 0) + 1
        lanes[key]?.stalls = stalls
        wait(key, until: now + options.backoff.delay(afterFailures: stalls, using: &random))
    }

    private mutating func wait(_ key: LaneKey, until instant: Instant) {
        lanes[key]?.retryAt = instant
        nextRetry = min(nextRetry ?? instant, instant)
    }
}
