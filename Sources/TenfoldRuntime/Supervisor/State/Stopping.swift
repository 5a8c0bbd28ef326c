extension SupervisorState {
    /// Public slots first, then the others, each wave in reverse order of the start; the second time, all at once.
    mutating func stop(_ now: Duration) {
        switch phase {
        case .waiting: finish()
        case .running: beginStop(now)
        case .stopping: killAll(now)
        case .finished: break
        }
    }

    private mutating func beginStop(_ now: Duration) {
        log(.info, nil, "stopping: public services first; once more kills at once")
        rolling = nil
        rollsAgain = false
        for index in slots.indices { slots[index].retryAt = nil }
        phase = .stopping(wave: .publicSlots)
        askToStop(.publicSlots, now)
        advanceStop(now)
    }

    private mutating func askToStop(_ wave: Wave, _ now: Duration) {
        for index in members(of: wave).reversed() {
            for process in slots[index].processes { askToStop(process.number, at: index, now) }
        }
    }

    private mutating func killAll(_ now: Duration) {
        log(.warning, nil, "asked to stop twice: everything is killed")
        phase = .stopping(wave: .otherSlots)
        for index in slots.indices {
            for process in slots[index].processes { kill(process.number, at: index, now, isFrozen: false) }
        }
        advanceStop(now)
    }

    /// Goes on where nobody of the wave is left. One that was killed and is not gone is not waited for for ever.
    mutating func advanceStop(_ now: Duration) {
        guard case .stopping(let wave) = phase else { return }
        switch wave {
        case .publicSlots:
            guard isEmpty(.publicSlots, now) else { return }
            phase = .stopping(wave: .otherSlots)
            askToStop(.otherSlots, now)
            advanceStop(now)
        case .otherSlots:
            if isEmpty(.publicSlots, now), isEmpty(.otherSlots, now) { finish() }
        }
    }

    private mutating func finish() {
        phase = .finished
        actions.append(.finished)
    }

    private func members(of wave: Wave) -> [Int] {
        slots.indices.filter { slots[$0].isPublic == (wave == .publicSlots) }
    }

    private func isEmpty(_ wave: Wave, _ now: Duration) -> Bool {
        members(of: wave).allSatisfy { slots[$0].processes.allSatisfy { isUndead($0, now) } }
    }
}
