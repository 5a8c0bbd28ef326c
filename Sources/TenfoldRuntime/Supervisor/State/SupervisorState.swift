import TenfoldResilience

/// What a supervisor knows and decides, without doing anything: inputs in, actions out.
///
/// A slot holds one process, except in a rolling restart, when a replacement starts beside it. A process that ends is
/// started again after a back-off, one that is silent is killed and started again at once. A stop ends the public slots
/// first, so that what they have accepted still finds the others.
///
/// All times are since the caller's origin, on a clock that does not run while the machine sleeps.
package struct SupervisorState: Sendable {
    enum Phase: Hashable, Sendable {
        case waiting
        case running
        case stopping(wave: Wave)
        case finished
    }

    /// Who stops together.
    enum Wave: Hashable, Sendable { case publicSlots, otherSlots }

    package let timing: SupervisorTiming
    package internal(set) var slots: [SupervisedSlot]
    var phase = Phase.waiting
    var rolling: RollingRestart?
    var rollsAgain = false
    /// How many rolling restarts came to their end, and how many were given up.
    package internal(set) var rollingRestarts = (done: 0, failed: 0)
    var actions: [SupervisorAction] = []
    private var spawned = 0
    private var lastTick: Duration?
    private var wasAllReady = false

    /// - Parameter slots: in the order of their start.
    package init(slots: [(name: String, isPublic: Bool)], timing: SupervisorTiming = SupervisorTiming()) {
        self.timing = timing
        self.slots = slots.map { SupervisedSlot(name: $0.name, isPublic: $0.isPublic) }
    }

    package var isStopping: Bool {
        switch phase {
        case .stopping, .finished: true
        case .waiting, .running: false
        }
    }

    package var isRollingRestart: Bool { rolling != nil }

    /// Whether every slot is served.
    package var isReady: Bool { phase == .running && slots.allSatisfy(\.isReady) }

    /// Takes one input and says what is to be done, in that order. What is said of a process that is gone is ignored.
    package mutating func handle(
        _ input: SupervisorInput, now: Duration, using random: inout some RandomNumberGenerator
    ) -> [SupervisorAction] {
        switch input {
        case .start: start(now)
        case .started(let number, let pid): started(number, pid, now)
        case .spawnFailed(let number, let reason): ended(number, "could not start: \(reason)", now, &random)
        case .said(let number, let message): heard(number, message, now)
        case .exited(let number, let status): ended(number, status.description, now, &random)
        case .tick: tick(now)
        case .stop: stop(now)
        case .rollingRestart: wantRollingRestart(now)
        }
        noteReadiness()
        defer { actions = [] }
        return actions
    }

    /// When the next `tick` would change something, at the latest.
    package func nextTick(after now: Duration) -> Duration {
        var next = now + timing.tick
        for slot in slots {
            if let retryAt = slot.retryAt { next = min(next, retryAt) }
            for process in slot.processes {
                if let silentAt = process.silentAt(timing) { next = min(next, silentAt) }
                if case .asked(let killAt) = process.ending { next = min(next, killAt) }
            }
        }
        return max(next, now)
    }

    // MARK: Life of a process

    private mutating func start(_ now: Duration) {
        guard phase == .waiting else { return }
        phase = .running
        for index in slots.indices { slots[index].main = spawn(index, now) }
    }

    mutating func spawn(_ index: Int, _ now: Duration) -> SupervisedProcess {
        let number = ProcessNumber(spawned)
        spawned += 1
        slots[index].retryAt = nil
        actions.append(.spawn(slot: index, number))
        return SupervisedProcess(number: number, now: now)
    }

    private mutating func started(_ number: ProcessNumber, _ pid: Int32, _ now: Duration) {
        guard let index = slot(of: number), let process = slots[index][number], process.pid == nil else { return }
        slots[index][number]?.pid = pid
        slots[index][number]?.startedAt = now
        // What was decided before it ran is done now.
        switch process.ending {
        case .none: break
        case .asked: actions.append(.signal(number, .terminate))
        case .killed: actions.append(.signal(number, .kill))
        }
    }

    private mutating func heard(_ number: ProcessNumber, _ message: LifelineMessage, _ now: Duration) {
        guard let index = slot(of: number), let before = slots[index][number] else { return }
        slots[index][number]?.hear(message, now)
        guard let process = slots[index][number], process.phase == .ready, before.phase == .starting else { return }
        log(.info, index, "ready after \((now - process.startedAt).spoken), process \(process.pid ?? 0)")
        if process.isReady { advanceRolling(whenReady: number, at: index, now) }
    }

    private mutating func ended(
        _ number: ProcessNumber, _ how: String, _ now: Duration, _ random: inout some RandomNumberGenerator
    ) {
        guard let index = slot(of: number), let process = slots[index][number] else { return }
        slots[index].lastExit = how
        let wasMain = slots[index].main?.number == number
        if wasMain { slots[index].main = nil }
        let role = wasMain ? nil : slots[index].second?.role
        if !wasMain { slots[index].second = nil }
        if slots[index].processes.isEmpty { slots[index].emptySince = now }
        if isStopping {
            log(.info, index, "ended: \(how)")
            advanceStop(now)
        } else if let role {
            secondEnded(role, at: index, how, now)
        } else if promoteReplacement(at: index) {
            log(.warning, index, "ended (\(how)) while its replacement starts, which takes its place now")
        } else {
            restart(index, after: process, how, now, &random)
            mainEnded(at: index, now)
        }
    }

    private mutating func restart(
        _ index: Int, after process: SupervisedProcess, _ how: String, _ now: Duration,
        _ random: inout some RandomNumberGenerator
    ) {
        slots[index].restarts += 1
        if let readyAt = process.readyAt, now - readyAt >= timing.recovered { slots[index].failures = 0 }
        guard !process.wasFrozen else {
            log(.warning, index, "ended (\(how)) and is started again at once")
            slots[index].main = spawn(index, now)
            return
        }
        slots[index].failures += 1
        let failures = slots[index].failures
        let delay = timing.backoff.delay(afterFailures: failures, using: &random)
        slots[index].retryAt = now + delay
        let lived = "after \((now - process.startedAt).spoken)"
        if failures < timing.failuresToComplain {
            log(.warning, index, "ended (\(how)) \(lived); it is started again in \(delay.spoken)")
        } else {
            log(
                .error, index,
                "ended (\(how)) \(lived), \(failures) times in a row now; it is tried for ever, next in "
                    + "\(delay.spoken). Its own lines above say what it lacks")
        }
    }

    // MARK: Time

    private mutating func tick(_ now: Duration) {
        forgiveUnwatchedTime(now)
        for index in slots.indices {
            for process in slots[index].processes { tick(process, at: index, now) }
            if let retryAt = slots[index].retryAt, retryAt <= now, slots[index].main == nil, phase == .running {
                slots[index].main = spawn(index, now)
            }
        }
        tickRolling(now)
        if isStopping { advanceStop(now) }
    }

    private mutating func forgiveUnwatchedTime(_ now: Duration) {
        defer { lastTick = now }
        guard let lastTick, now - lastTick > timing.tick * 2 else { return }
        let gap = now - lastTick - timing.tick
        for index in slots.indices {
            for process in slots[index].processes {
                slots[index][process.number]?.forgive(min(gap, now - (process.heardAt ?? process.startedAt)))
            }
        }
    }

    private mutating func tick(_ process: SupervisedProcess, at index: Int, _ now: Duration) {
        if let silentAt = process.silentAt(timing), silentAt <= now {
            kill(process.number, at: index, now, isFrozen: true)
            let silence = (now - (process.heardAt ?? process.startedAt)).spoken
            let what = process.heardAt == nil ? "has said nothing since its start" : "is silent"
            log(.error, index, "process \(process.pid ?? 0) \(what) for \(silence), so it is frozen: killed")
        } else if case .asked(let killAt) = process.ending, killAt <= now {
            kill(process.number, at: index, now, isFrozen: false)
            log(.error, index, "process \(process.pid ?? 0) did not stop in \(timing.stopGrace.spoken): killed")
        } else if isUndead(process, now), !process.isReportedUndead {
            slots[index][process.number]?.isReportedUndead = true
            log(
                .error, index, "process \(process.pid ?? 0) was killed and is not gone: see `ps`, it may wait on a disk"
            )
        }
    }

    // MARK: Ending processes

    mutating func askToStop(_ number: ProcessNumber, at index: Int, _ now: Duration) {
        guard let process = slots[index][number], process.ending == .none else { return }
        slots[index][number]?.end(.asked(killAt: now + timing.stopGrace), now)
        if process.pid != nil { actions.append(.signal(number, .terminate)) }
    }

    mutating func kill(_ number: ProcessNumber, at index: Int, _ now: Duration, isFrozen: Bool) {
        guard let process = slots[index][number], !process.isKilled else { return }
        slots[index][number]?.end(.killed(at: now), now)
        slots[index][number]?.wasFrozen = isFrozen
        slots[index].kills += 1
        if process.pid != nil { actions.append(.signal(number, .kill)) }
    }

    /// Whether it was killed so long ago that nobody waits for it any more.
    func isUndead(_ process: SupervisedProcess, _ now: Duration) -> Bool {
        guard case .killed(let at) = process.ending else { return false }
        return now - at >= timing.killGrace
    }

    // MARK: Small things

    func slot(of number: ProcessNumber) -> Int? {
        slots.firstIndex { slot in slot.main?.number == number || slot.second?.process.number == number }
    }

    mutating func log(_ level: SupervisorNotice.Level, _ index: Int?, _ text: String) {
        actions.append(.log(SupervisorNotice(level: level, child: index.map { slots[$0].name }, text: text)))
    }

    private mutating func noteReadiness() {
        if isReady, !wasAllReady { actions.append(.allReady) }
        wasAllReady = isReady
    }
}
