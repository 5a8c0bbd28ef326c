/// How far a rolling restart is: slot after slot, a replacement starts, becomes ready, and takes over.
struct RollingRestart: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        /// The new process is awaited until then.
        case waiting(until: Duration)
        /// The new process serves, the old one ends.
        case retiring
        /// The new process failed and is killed; when it is gone, the restart is over.
        case abandoning
    }

    var index: Int
    var step: Step
}

extension SupervisorState {
    /// One that is asked for while another is under way begins when that one is over: the executable may have changed
    /// since the first slots were replaced. Any number of them is one.
    mutating func wantRollingRestart(_ now: Duration) {
        guard phase == .running else { return }
        guard rolling == nil else {
            if !rollsAgain { log(.info, nil, "a rolling restart is under way: another follows it") }
            rollsAgain = true
            return
        }
        log(.info, nil, "rolling restart: every process is replaced, one after the other")
        replace(0, now)
    }

    private mutating func replace(_ index: Int, _ now: Duration) {
        guard index < slots.count else {
            log(.info, nil, "rolling restart: done, every process is new")
            rollingRestarts.done += 1
            return endRolling(now)
        }
        rolling = RollingRestart(index: index, step: .waiting(until: now + timing.replacementIsReady))
        let process = spawn(index, now)
        if slots[index].main == nil {
            slots[index].main = process
        } else {
            slots[index].second = SupervisedSlot.Second(process: process, role: .replacement)
        }
    }

    mutating func advanceRolling(whenReady number: ProcessNumber, at index: Int, _ now: Duration) {
        guard let rolling, rolling.index == index, case .waiting = rolling.step else { return }
        if let second = slots[index].second, second.process.number == number, let old = slots[index].main {
            slots[index].main = second.process
            slots[index].second = SupervisedSlot.Second(process: old, role: .retiring)
            self.rolling?.step = .retiring
            askToStop(old.number, at: index, now)
        } else if slots[index].second == nil {
            replace(index + 1, now)
        }
    }

    /// Whether a replacement was there to take the place of the main process, which has ended.
    mutating func promoteReplacement(at index: Int) -> Bool {
        guard let second = slots[index].second, second.role == .replacement else { return false }
        slots[index].main = second.process
        slots[index].second = nil
        return true
    }

    /// The main process of a slot has ended, with nobody to take its place.
    mutating func mainEnded(at index: Int, _ now: Duration) {
        guard let rolling, rolling.index == index, case .waiting = rolling.step, slots[index].second == nil else {
            return
        }
        failRolling(index, "its new process ended before it was ready", now)
    }

    mutating func secondEnded(_ role: SupervisedSlot.Role, at index: Int, _ how: String, _ now: Duration) {
        switch role {
        case .replacement:
            failRolling(index, "its new process ended (\(how)) before it was ready; the old one stays", now)
        case .retiring:
            log(.info, index, "the old process ended: \(how)")
            replace(index + 1, now)
        case .abandoned:
            endRolling(now)
        }
    }

    mutating func tickRolling(_ now: Duration) {
        guard let rolling, case .waiting(let until) = rolling.step, until <= now else { return }
        let late = "its new process was not ready in \(timing.replacementIsReady.spoken)"
        guard let second = slots[rolling.index].second else {
            return failRolling(rolling.index, late, now)
        }
        slots[rolling.index].second?.role = .abandoned
        self.rolling?.step = .abandoning
        rollingRestarts.failed += 1
        kill(second.process.number, at: rolling.index, now, isFrozen: false)
        log(.error, rolling.index, "rolling restart: \(late) and is killed; the old one stays. The restart ends here")
    }

    private mutating func failRolling(_ index: Int, _ reason: String, _ now: Duration) {
        log(.error, index, "rolling restart: \(reason). The restart ends here")
        rollingRestarts.failed += 1
        endRolling(now)
    }

    private mutating func endRolling(_ now: Duration) {
        rolling = nil
        guard rollsAgain else { return }
        rollsAgain = false
        wantRollingRestart(now)
    }
}
