import FoundationEssentials
import TenfoldCore
import TenfoldResilience
import Testing

@testable import TenfoldEvents

/// An outbox, a subscriber's database and its handler, all in memory, that carry out a state machine's actions in any
/// order, fail, and crash, by a seed. It checks the promises at every step.
struct SimulatedWorld {
    struct Row {
        let event: StoredEvent
        var state: String
    }
    struct Sequence: Hashable { let name: String, key: String }

    var random: SeededRandom
    let seed: UInt64
    let options: DeliveryOptions
    var now = ContinuousClock.now

    var outbox: [StoredEvent] = []
    var cursor: Int64 = 0
    var applied: [Sequence: Int64] = [:]
    var effects: [StoredEvent] = []
    var dropped: Set<ID<EventMetadata>> = []
    var attempts: [ID<EventMetadata>: Int] = [:]
    var parked: [ID<EventMetadata>: Row] = [:]
    /// Events whose handler always throws, and those that end the process.
    var poisonous: Set<ID<EventMetadata>> = []
    var deadly: Set<ID<EventMetadata>> = []
    var failureShare = 0.1
    /// Whether what ends the process ends another than the relay's.
    var subscriberIsElsewhere = false

    var delivery: DeliveryState
    var underWay: [DeliveryAction] = []
    var crashes = 0
    var parksOfDeadly = 0

    init(seed: UInt64, options: DeliveryOptions) {
        self.seed = seed
        self.options = options
        random = SeededRandom(seed: seed)
        delivery = DeliveryState(options: options, cursor: 0, startedUncleanly: false)
    }

    mutating func publish(_ count: Int, keys: Int) {
        for _ in 0..<count {
            let key = "k\(Int.random(in: 0..<keys, using: &random))"
            let name = "p.\(["A", "B"].randomElement(using: &random) ?? "A")"
            let sequence = Int64(outbox.count { $0.key == key && $0.name == name }) + 1
            let position = (outbox.last?.position ?? 0) + Int64.random(in: 1...3, using: &random)
            let bucket = Bucket(hashing: key)
            outbox.append(
                StoredEvent(
                    position: position, id: .new(in: bucket, atMilliseconds: 0, using: &random), name: name, key: key,
                    bucket: bucket, sequence: sequence, body: [], traceparent: nil,
                    occurredAt: Date(timeIntervalSince1970: 0)))
        }
    }

    /// Lets one thing happen.
    mutating func step() {
        let actions = delivery.actions(now: now)
        underWay += actions
        checkActions(actions)
        if underWay.isEmpty {
            now = max(now, delivery.nextWakeUp ?? now) + .microseconds(1)
        } else {
            let index = Int.random(in: 0..<underWay.count, using: &random)
            finish(underWay.remove(at: index))
        }
        checkPromises()
    }

    private mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    private mutating func finish(_ action: DeliveryAction) {
        let fails = chance(failureShare / 3)
        switch action {
        case .read(let after, let limit):
            if fails { return delivery.readFailed(now: now, using: &random) }
            let events = Array(outbox.filter { $0.position > after }.prefix(limit))
            delivery.read(
                events, readTo: events.count < limit ? outbox.last?.position ?? 0 : events.last?.position ?? after)
        case .attempt(let attempt): finish(attempt, fails: fails)
        case .park(let key, let events, let poison):
            if !fails { park(events, poison) }
            delivery.parkEnded(key, isStored: !fails, now: now, using: &random)
        case .fetchParked(let key, let limit):
            delivery.fetched(key, fails ? nil : rows(of: key, limit), now: now, using: &random)
        case .saveCursor(let position):
            // A commit may be done though its answer is lost.
            if !fails || chance(0.5) { cursor = position }
            delivery.cursorSaved(fails ? nil : position)
        case .pollParked:
            let keys = Set(parked.values.filter { $0.state == "parked" }.map { LaneKey($0.event) })
            delivery.polled(fails ? nil : (keys, parked.count))
        }
    }

    private mutating func finish(_ attempt: Attempt, fails: Bool) {
        let key = LaneKey(attempt.event)
        if attempt.isRecordedFirst {
            if fails { return delivery.attemptEnded(key, .notStarted, now: now, using: &random) }
            attempts[attempt.event.id] = attempt.number
        }
        if deadly.contains(attempt.event.id) {
            return subscriberIsElsewhere ? subscriberCrash(during: attempt) : crash()
        }
        let isPoison = poisonous.contains(attempt.event.id) || chance(failureShare)
        let outcome = isPoison ? .failed("it throws") : apply(attempt.event)
        delivery.attemptEnded(key, outcome, now: now, using: &random)
    }

    private mutating func apply(_ event: StoredEvent) -> DeliveryOutcome {
        let place = Sequence(name: event.name, key: event.key)
        let last = applied[place] ?? 0
        guard event.sequence <= last + 1 else { return .failed("gap") }
        attempts[event.id] = nil
        parked[event.id] = nil
        guard event.sequence > last else { return .duplicate }
        applied[place] = event.sequence
        effects.append(event)
        return .applied
    }

    private mutating func park(_ events: [StoredEvent], _ poison: Poison?) {
        for event in events {
            attempts[event.id] = nil
            let isApplied = event.sequence <= applied[Sequence(name: event.name, key: event.key)] ?? 0
            if isApplied || (poison == nil && parked[event.id] != nil) { continue }
            parked[event.id] = Row(event: event, state: poison == nil ? "waiting" : "parked")
            if poison != nil {
                if deadly.contains(event.id) { parksOfDeadly += 1 }
                for (id, row) in parked where row.event.key == event.key && row.state == "replay" {
                    parked[id]?.state = "waiting"
                }
            }
        }
    }

    private func rows(of key: LaneKey, _ limit: Int) -> ParkedRows {
        let rows = parked.values.filter { LaneKey($0.event) == key }.sorted { $0.event.position < $1.event.position }
        return rows.first?.state == "parked" ? .parked : .replay(rows.prefix(limit).map(\.event))
    }

    /// The process is gone: what was under way is done or not, nobody knows.
    mutating func crash() {
        crashes += 1
        for action in underWay where chance(0.5) {
            if case .attempt(let attempt) = action, !poisonous.contains(attempt.event.id),
                !deadly.contains(attempt.event.id)
            {
                _ = apply(attempt.event)
            }
            if case .park(_, let events, let poison) = action { park(events, poison) }
            if case .saveCursor(let position) = action { cursor = position }
        }
        underWay = []
        var keys: [LaneKey: Bool] = [:]
        for row in parked.values {
            keys[LaneKey(row.event)] = keys[LaneKey(row.event)] == true || row.state == "parked"
        }
        delivery = DeliveryState(
            options: options, cursor: cursor, startedUncleanly: true, recordedAttempts: attempts, parkedKeys: keys,
            parkedCount: parked.count)
    }

    /// The subscriber's process is gone, and the relay's is not: of what was pushed, some was applied, and no answer came.
    private mutating func subscriberCrash(during fatal: Attempt) {
        crashes += 1
        var lost = [fatal]
        for action in underWay {
            guard case .attempt(let attempt) = action else { continue }
            lost.append(attempt)
            if attempt.isRecordedFirst { attempts[attempt.event.id] = attempt.number }
            let isSound = !poisonous.contains(attempt.event.id) && !deadly.contains(attempt.event.id)
            if isSound, chance(0.5) { _ = apply(attempt.event) }
        }
        underWay.removeAll { if case .attempt = $0 { true } else { false } }
        for attempt in lost { delivery.attemptEnded(LaneKey(attempt.event), .lost, now: now, using: &random) }
    }

    /// The operator's `replay`.
    mutating func replayAll() { for id in parked.keys { parked[id]?.state = "replay" } }

    /// The operator's `drop`.
    mutating func drop(_ id: ID<EventMetadata>) {
        guard let row = parked[id], row.state == "parked" else { return }
        parked[id] = nil
        dropped.insert(id)
        let place = Sequence(name: row.event.name, key: row.event.key)
        applied[place] = max(applied[place] ?? 0, row.event.sequence)
        for (other, follower) in parked where follower.event.key == row.event.key { parked[other]?.state = "replay" }
    }

    private func checkActions(_ actions: [DeliveryAction]) {
        for case .attempt(let attempt) in actions {
            #expect(attempt.number <= options.attempts, "seed \(seed)")
            #expect(attempt.number == 1 || attempt.isRecordedFirst, "seed \(seed)")
        }
        var keys: [LaneKey] = []
        for action in underWay {
            switch action {
            case .attempt(let attempt): keys.append(LaneKey(attempt.event))
            case .park(let key, _, _), .fetchParked(let key, _): keys.append(key)
            default: break
            }
        }
        #expect(Set(keys).count == keys.count, "a key does two things at once, seed \(seed)")
        #expect(keys.count <= options.concurrency, "seed \(seed)")
        #expect(delivery.eventsInHand <= options.maximumInMemory, "seed \(seed)")
    }

    private func checkPromises() {
        #expect(parked.count <= options.maximumParked, "seed \(seed)")
        let lost = outbox.first {
            $0.position <= cursor && parked[$0.id] == nil
                && $0.sequence > applied[Sequence(name: $0.name, key: $0.key)] ?? 0
        }
        #expect(lost == nil, "the cursor passed an event that is neither applied nor parked, seed \(seed)")
    }

    /// What must hold of all that was done.
    func checkHistory() {
        #expect(Set(effects.map(\.id)).count == effects.count, "an effect happened twice, seed \(seed)")
        var last: [String: Int64] = [:]
        for event in effects {
            #expect(event.position > last[event.key] ?? 0, "\(event.key) is out of order, seed \(seed)")
            last[event.key] = event.position
        }
    }

    mutating func runUntilIdle(limit: Int = 200_000, _ isDone: (SimulatedWorld) -> Bool) -> Bool {
        for _ in 0..<limit {
            if isDone(self) { return true }
            step()
        }
        return isDone(self)
    }
}
