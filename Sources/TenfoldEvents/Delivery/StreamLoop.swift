import Logging
import Metrics
import TenfoldCore

/// The loop of a session: inputs in, actions out.
struct StreamLoop {
    private let session: StreamSession
    private let mayBegin: Bool
    private var state: DeliveryState
    private var random = SystemRandomNumberGenerator()
    private var attempts: [LaneKey: Task<Void, Never>] = [:]
    private var timer: (at: ContinuousClock.Instant, task: Task<Void, any Error>)?
    /// Events that lay behind those read by then.
    private var countedAhead = (events: 0, behind: 0)
    private var nextReport = ContinuousClock.now
    private var isBlocked = false
    private var hasGivenUp = false

    init(session: StreamSession, mayBegin: Bool, state: DeliveryState) {
        self.session = session
        self.mayBegin = mayBegin
        self.state = state
    }

    mutating func run(_ inputs: AsyncStream<StreamInput>) async {
        advance()
        for await input in inputs {
            take(input)
            advance()
            if state.isDrained || hasGivenUp { break }
        }
        timer?.task.cancel()
        for task in attempts.values { task.cancel() }
        session.metrics.inMemory.record(0)
    }

    private mutating func take(_ input: StreamInput) {
        let now = ContinuousClock.now
        switch input {
        case .published:
            session.inbox.wakeIsSeen()
            state.wake()
        case .timer: timer = nil
        case .read(let events, let readTo): state.read(events, readTo: readTo)
        case .readFailed(let error):
            warn("the outbox could not be read, so it is tried again", error)
            state.readFailed(now: now, using: &random)
        case .attemptEnded(let attempt, let outcome):
            let key = LaneKey(attempt.event)
            attempts[key] = nil
            state.attemptEnded(key, outcome, now: now, using: &random)
        case .parkEnded(let key, let events, let poison, let failure):
            reportParking(events, poison, failure)
            state.parkEnded(key, isStored: failure == nil, now: now, using: &random)
        case .fetched(let key, let rows): state.fetched(key, rows, now: now, using: &random)
        case .cursorSaved(let position): state.cursorSaved(position)
        case .polled(let keys, let count):
            session.metrics.parkedRows.record(count)
            state.polled((keys, count))
        case .pollFailed(let error):
            warn("the parked table could not be read", error)
            state.polled(nil)
        case .counted(let count, let eventsRead): countedAhead = (count ?? 0, eventsRead)
        case .stop: stop(within: session.options.drainGrace)
        case .leaseLost: stop(within: .zero)
        case .graceIsOver: giveUpAttempts()
        }
    }

    private mutating func advance() {
        let now = ContinuousClock.now
        var due: [Attempt] = []
        for action in state.actions(now: now) {
            if case .attempt(let attempt) = action { due.append(attempt) } else { start(action) }
        }
        start(due)
        armTimer()
        report(now)
    }

    private mutating func armTimer() {
        guard let next = state.nextWakeUp else { return }
        if let timer, timer.at <= next { return }
        timer?.task.cancel()
        let entrance = session.entrance
        let task = Task {
            try await Task.sleep(until: next, clock: .continuous)
            entrance.yield(.timer)
        }
        timer = (next, task)
    }

    private mutating func stop(within grace: Duration) {
        guard !state.isStopping else { return }
        state.stop()
        afterGrace(grace)
    }

    /// Handlers are cancelled first; those that do not heed it are left behind: their transaction counts or does not.
    private mutating func giveUpAttempts() {
        if attempts.isEmpty || attempts.values.allSatisfy(\.isCancelled) {
            hasGivenUp = true
            return
        }
        for task in attempts.values { task.cancel() }
        afterGrace(.seconds(1))
    }

    private func afterGrace(_ grace: Duration) {
        let entrance = session.entrance
        Task {
            try await Task.sleep(for: grace)
            entrance.yield(.graceIsOver)
        }
    }
}

/// Carrying out.
extension StreamLoop {
    private mutating func start(_ action: DeliveryAction) {
        let session = session
        let entrance = session.entrance
        switch action {
        case .attempt(let attempt): start([attempt])
        case .read(let after, let limit):
            Task { entrance.yield(await session.read(after: after, limit: limit)) }
        case .park(let key, let events, let poison):
            Task { entrance.yield(await session.park(key, events, poison)) }
        case .fetchParked(let key, let limit):
            Task { entrance.yield(.fetched(key, try? await session.receiver.parkedRows(of: key, limit: limit))) }
        case .saveCursor(let position):
            Task { entrance.yield(await session.saveCursor(position)) }
        case .pollParked:
            Task { entrance.yield(await session.poll()) }
        }
    }

    /// First tries together, as many as the receiver likes; later ones alone, so that they blame no other.
    private mutating func start(_ due: [Attempt]) {
        var rest = due[...]
        while let first = rest.first {
            let limit = first.isRecordedFirst ? 1 : session.receiver.batchLimit
            let batch = Array(rest.prefix(limit).prefix { $0 == first || !$0.isRecordedFirst })
            rest = rest.dropFirst(batch.count)
            let (receiver, entrance, mayBegin) = (session.receiver, session.entrance, mayBegin)
            let task = Task {
                let outcomes = await receiver.handle(batch, mayBegin: mayBegin)
                for (attempt, outcome) in zip(batch, outcomes) { entrance.yield(.attemptEnded(attempt, outcome)) }
            }
            for attempt in batch { attempts[LaneKey(attempt.event)] = task }
        }
    }

    private mutating func report(_ now: ContinuousClock.Instant) {
        var lag = EventLag()
        lag.events = state.eventsInHand + max(countedAhead.events - (state.eventsRead - countedAhead.behind), 0)
        lag.oldest = state.oldestInHand
        session.inbox.report(lag)
        if state.isBlockedByParkedTable != isBlocked {
            isBlocked.toggle()
            session.metrics.isBlocked.record(isBlocked ? 1 : 0)
            if isBlocked {
                session.logger.error(
                    "the parked table is full, so delivery does not advance: replay or drop parked events",
                    metadata: ["stream": "\(session.name)", "limit": "\(session.options.maximumParked)"])
            }
        }
        guard now >= nextReport else { return }
        nextReport = now + session.options.pollInterval
        session.metrics.inMemory.record(state.eventsInHand)
        countAhead()
    }

    /// While the reading does not keep up, what lies behind it is counted; else all that is unhandled is in memory.
    private mutating func countAhead() {
        guard state.isReadingBehind else {
            countedAhead = (0, 0)
            return
        }
        let (session, readTo, eventsRead) = (session, state.readTo, state.eventsRead)
        Task {
            let count = try? await session.outbox.countEvents(
                shard: session.name.shard, after: readTo, names: session.eventNames)
            session.entrance.yield(.counted(count, eventsRead: eventsRead))
        }
    }

    private func reportParking(_ events: [StoredEvent], _ poison: Poison?, _ failure: String?) {
        if let failure {
            session.metrics.stalls.increment()
            warn("events could not be parked, so it is tried again", failure)
        } else if let poison, let event = events.first {
            session.metrics.parked.increment()
            session.logger.error(
                "an event is parked, and its key waits: see `events parked`",
                metadata: [
                    "stream": "\(session.name)", "event": "\(event.name)", "event_id": "\(event.id)",
                    "key": "\(event.key)", "attempts": "\(poison.attempts)", "error": "\(poison.error)",
                ])
        }
    }

    private func warn(_ sentence: Logger.Message, _ error: String) {
        session.logger.warning(sentence, metadata: ["stream": "\(session.name)", "error": "\(error)"])
    }
}
