/// Stands before a handler: lets in as many requests as its `ConcurrencyLimit` allows, keeps some waiting, and turns
/// the rest away soon, the least important first.
///
/// - If the mean wait passes a target, an `AdmissionLevel` turns away at the door; callers may be told it. The target is
///   20 ms, or 1 % of the time that callers allow.
/// - Normally first come, first served within a priority. While the level is up and the queue has not been empty for
///   100 ms, the newest goes first: it has time left, while the caller of the oldest may be gone (Maurer, "Fail at
///   Scale", ACM Queue 13(8), 2015).
/// - Nobody waits for longer than five targets, and what is past its deadline is turned away unrun.
///
/// A pure state machine: each event answers what to do. Every request that arrives is admitted or shed exactly once,
/// unless it is withdrawn; every one that is admitted has to be finished.
package struct AdmissionQueue: Sendable {
    /// A number that the caller gives each request. No type of its own, since generic code runs unspecialized in other
    /// modules, at many times the cost.
    package typealias ID = Int

    package enum Action: Hashable, Sendable {
        case admit(ID)
        case shed(ID, ShedReason)
    }

    private static let arrivalsAveraged = 32

    package private(set) var limit: ConcurrencyLimit
    /// How many were let in so far.
    package private(set) var admittedCount = 0
    /// How many were turned away so far.
    package private(set) var shedCounts: [ShedReason: Int] = [:]
    private let options: AdmissionOptions
    private var lines = [WaitingLine](repeating: WaitingLine(), count: AdmissionLevel.priorities)
    private var running: [ID: Duration] = [:]
    private var admissionLevel = AdmissionLevel()
    private var lastEmpty = Duration.zero
    private var windowStart: Duration?
    private var waited = Duration.zero
    private var waits = 0
    /// How long callers wait for an answer, as a moving average.
    private var allowed = Duration.zero

    package init(_ options: AdmissionOptions = AdmissionOptions()) {
        self.options = options
        limit = ConcurrencyLimit(options.limit)
    }

    /// A request has come. One below the level is let in all the same if it has to wait for nobody, and nobody for it.
    ///
    /// - Parameters:
    ///   - id: not that of one which waits or runs.
    ///   - priority: 0 background, 1 normal, 2 critical.
    ///   - rank: 0..<64, see `AdmissionLevel`.
    ///   - deadline: when nobody waits for it any more.
    package mutating func arrive(
        _ id: ID, priority: Int = 1, rank: Int, deadline: Duration? = nil, now: Duration
    ) -> [Action] {
        if let deadline { allowed += (max(.zero, deadline - now) - allowed) / Self.arrivalsAveraged }
        var actions = settle(now: now)
        let importance = AdmissionLevel.importance(priority: priority, rank: rank)
        admissionLevel.count(importance: importance)
        guard importance >= admissionLevel.value || hasRoom else {
            turnAway(id, .belowLevel, &actions)
            return actions
        }
        lines[importance / AdmissionLevel.ranks].append(.init(id: id, arrivedAt: now, deadline: deadline))
        fill(&actions, now: now)
        if queueLength > options.longestQueue { makeRoom(&actions, now: now) }
        return actions
    }

    /// A request that was admitted has ended. What is unknown is ignored.
    package mutating func finished(_ id: ID, _ outcome: ConcurrencyLimit.Outcome, now: Duration) -> [Action] {
        guard let startedAt = running[id] else { return [] }
        limit.ended(outcome, took: now - startedAt, inFlight: running.count, now: now)
        running[id] = nil
        var actions = settle(now: now)
        fill(&actions, now: now)
        return actions
    }

    /// The caller of a waiting request has gone; it gets no answer.
    package mutating func withdraw(_ id: ID, now: Duration) {
        for index in lines.indices {
            for entry in lines[index].remove(where: { $0.id == id }) { countWait(of: entry, now: now) }
        }
    }

    /// To be called every 10 ms or so while `needsTicks`.
    package mutating func tick(now: Duration) -> [Action] {
        var actions: [Action] = []
        expire(&actions, now: now)
        actions += settle(now: now)
        fill(&actions, now: now)
        return actions
    }
}

// MARK: Letting in

extension AdmissionQueue {
    private mutating func fill(_ actions: inout [Action], now: Duration) {
        while running.count < limit.current, let entry = next(now: now) {
            countWait(of: entry, now: now)
            if let reason = lateness(of: entry, now: now) {
                turnAway(entry.id, reason, &actions)
            } else {
                running[entry.id] = now
                admittedCount += 1
                actions.append(.admit(entry.id))
            }
        }
        if queueLength == 0 { lastEmpty = now }
    }

    private var hasRoom: Bool { running.count < limit.current && queueLength == 0 }

    private mutating func next(now: Duration) -> WaitingLine.Entry? {
        guard let index = lines.lastIndex(where: { !$0.isEmpty }) else { return nil }
        let isOverloaded = admissionLevel.value > 0 && now - lastEmpty >= options.standing
        return isOverloaded ? lines[index].removeNewest() : lines[index].removeOldest()
    }
}

// MARK: Turning away

extension AdmissionQueue {
    /// The oldest of the least important waits least likely for anything.
    private mutating func makeRoom(_ actions: inout [Action], now: Duration) {
        guard let index = lines.firstIndex(where: { !$0.isEmpty }), let entry = lines[index].removeOldest() else {
            return
        }
        countWait(of: entry, now: now)
        turnAway(entry.id, .queueFull, &actions)
    }

    private mutating func expire(_ actions: inout [Action], now: Duration) {
        let (options, longest) = (options, longestWait)
        for index in lines.indices {
            let late = lines[index].remove {
                options.lateness(arrivedAt: $0.arrivedAt, deadline: $0.deadline, longestWait: longest, now: now) != nil
            }
            for entry in late {
                countWait(of: entry, now: now)
                let reason = lateness(of: entry, now: now)
                turnAway(entry.id, reason ?? .waitedTooLong, &actions)
            }
        }
    }

    private func lateness(of entry: WaitingLine.Entry, now: Duration) -> ShedReason? {
        options.lateness(
            arrivedAt: entry.arrivedAt, deadline: entry.deadline, longestWait: longestWait, now: now)
    }

    private mutating func turnAway(_ id: ID, _ reason: ShedReason, _ actions: inout [Action]) {
        shedCounts[reason, default: 0] += 1
        actions.append(.shed(id, reason))
    }
}

// MARK: The level

extension AdmissionQueue {
    /// At the end of a window moves the level, and turns away those who have waited too long.
    private mutating func settle(now: Duration) -> [Action] {
        let start = windowStart ?? now
        windowStart = start
        guard isWindowOver(length: now - start) else { return [] }
        var actions: [Action] = []
        expire(&actions, now: now)
        moveLevel(windows: Int(min(1_000, (now - start) / options.window)))
        windowStart = now
        waited = .zero
        waits = 0
        return actions
    }

    /// One that looks like overload is decided by enough requests, or after ten times its length: a rise shows only once
    /// the queue has drained, and rising on until then would go too far.
    private func isWindowOver(length: Duration) -> Bool {
        guard length >= options.window else { return false }
        return meanWait <= target || waits >= options.requestsForRise || length >= options.window * 10
    }

    private var target: Duration { options.target(allowed: allowed) }

    private var longestWait: Duration { options.longestWait(allowed: allowed) }

    private var meanWait: Duration { waits == 0 ? .zero : waited / waits }

    /// - Parameter windows: how many have passed. Where it is more than one, nothing happened in the others.
    private mutating func moveLevel(windows: Int) {
        if meanWait > target {
            admissionLevel.rise()
        } else if meanWait < target / 4 {
            for _ in 0..<windows where admissionLevel.value > 0 { admissionLevel.fall() }
            admissionLevel.forgetArrivals()
        } else {
            admissionLevel.forgetArrivals()
        }
    }

    private mutating func countWait(of entry: WaitingLine.Entry, now: Duration) {
        waited += max(.zero, now - entry.arrivedAt)
        waits += 1
    }
}

// MARK: For the rim and its metrics

extension AdmissionQueue {
    /// Requests below it are turned away now; 0 for none. To be told to callers (`AdmissionLevel.admits`).
    package var level: Int { admissionLevel.value }
    package var queueLength: Int { lines.reduce(0) { $0 + $1.count } }
    package var runningCount: Int { running.count }
    package var needsTicks: Bool { queueLength > 0 || level > 0 }
}
