import TenfoldCore

/// Which key works next, and at what.
extension DeliveryState {
    mutating func startLanes(into actions: inout [DeliveryAction]) {
        while running < options.concurrency, !isSuspectRunning, let key = ready.first {
            guard let lane = lanes[key], let step = lane.next else {
                ready.popFirst()
                lanes[key]?.isScheduled = false
                continue
            }
            // What may have ended a process before runs alone, so that no bystander is blamed with it.
            if case .attempt(let event) = step, isSuspect(event) || lane.isSuspect {
                guard running == 0 else { return }
                isSuspectRunning = (recordedAttempts[event.id] ?? 0) < options.attempts
            }
            ready.popFirst()
            lanes[key]?.isScheduled = false
            guard let action = action(for: step, of: key) else { continue }
            lanes[key]?.isBusy = true
            running += 1
            actions.append(action)
        }
    }

    private func isSuspect(_ event: StoredEvent) -> Bool { startedUncleanly && recordedAttempts[event.id] != nil }

    private mutating func action(for step: KeyLane.Step, of key: LaneKey) -> DeliveryAction? {
        switch step {
        case .fetch: return .fetchParked(key, limit: options.batchSize)
        case .park(let poison): return park(1, of: key, poison)
        case .parkFollowers: return park(options.parkBatchSize, of: key, nil)
        case .attempt(let event): return attempt(event, of: key)
        }
    }

    private mutating func attempt(_ event: StoredEvent, of key: LaneKey) -> DeliveryAction? {
        let recorded = recordedAttempts.removeValue(forKey: event.id)
        let attempts = max(lanes[key]?.attempts ?? 0, recorded ?? 0)
        lanes[key]?.attempts = attempts
        guard attempts < options.attempts else {
            let poison = Poison(attempts: attempts, error: "the process ended during attempt \(attempts)")
            lanes[key]?.poison = poison
            return park(1, of: key, poison)
        }
        let isReplay = lanes[key]?.phase == .replaying
        return .attempt(
            Attempt(
                event: event, number: attempts + 1, isRecordedFirst: isReplay || attempts > 0 || isCautious,
                isReplay: isReplay))
    }

    /// What an unclean end cut off is among as many events as fit into memory, not counting what was applied already.
    private var isCautious: Bool { startedUncleanly && freshDeliveries < options.maximumInMemory }

    /// Parks the head and its followers as far as there is room; where there is none, the key waits for it.
    private mutating func park(_ maximum: Int, of key: LaneKey, _ poison: Poison?) -> DeliveryAction? {
        guard let lane = lanes[key] else { return nil }
        // A replayed event has its row already.
        if lane.phase == .replaying, let event = lane.head {
            lanes[key]?.parking = 1
            return .park(key, [event], poison)
        }
        let room = options.maximumParked - parkedCount
        let events = lane.live.prefix(min(maximum, room)).map(\.event)
        guard !events.isEmpty else {
            lanes[key]?.awaitsRoom = true
            awaitingRoom.append(key)
            return nil
        }
        lanes[key]?.parking = events.count
        parkedCount += events.count
        parkedSincePoll += events.count
        return .park(key, events, poison)
    }
}
