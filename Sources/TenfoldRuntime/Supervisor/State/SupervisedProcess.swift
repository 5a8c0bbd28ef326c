/// One process, from its start to its end.
package struct SupervisedProcess: Sendable, Hashable {
    /// Why it is to end.
    package enum Ending: Sendable, Hashable {
        case none
        /// It was asked to, and is killed at this time.
        case asked(killAt: Duration)
        /// It was killed, at this time.
        case killed(at: Duration)
    }

    package enum Phase: Sendable, Hashable { case starting, ready, draining }

    package let number: ProcessNumber
    /// Nil until it runs.
    package internal(set) var pid: Int32?
    package internal(set) var phase = Phase.starting
    package internal(set) var ending = Ending.none
    /// Whether it was killed for its silence.
    package internal(set) var wasFrozen = false
    package internal(set) var adminAddress: String?
    /// When the phase or the ending last changed.
    package internal(set) var changedAt: Duration
    var startedAt: Duration
    /// Nil before its first beat.
    var heardAt: Duration?
    var readyAt: Duration?
    var isReportedUndead = false

    init(number: ProcessNumber, now: Duration) {
        self.number = number
        startedAt = now
        changedAt = now
    }

    /// Whether it serves and is meant to go on.
    package var isReady: Bool { phase == .ready && ending == .none }

    var isKilled: Bool {
        if case .killed = ending { true } else { false }
    }

    /// When it counts as frozen, if nothing is heard of it until then. Nil before it runs and once it is killed.
    func silentAt(_ timing: SupervisorTiming) -> Duration? {
        guard pid != nil, !isKilled else { return nil }
        return heardAt.map { $0 + timing.longestSilence } ?? startedAt + timing.firstBeat
    }

    mutating func hear(_ message: LifelineMessage, _ now: Duration) {
        heardAt = now
        switch message {
        case .beat: break
        case .ready(let address):
            adminAddress = address
            if phase == .starting {
                readyAt = now
                move(to: .ready, now)
            }
        case .draining: move(to: .draining, now)
        }
    }

    private mutating func move(to new: Phase, _ now: Duration) {
        guard phase != new else { return }
        phase = new
        changedAt = now
    }

    mutating func end(_ new: Ending, _ now: Duration) {
        ending = new
        changedAt = now
    }

    /// Moves its clocks on over a time that nobody watched.
    mutating func forgive(_ gap: Duration) {
        startedAt += gap
        if let heard = heardAt { heardAt = heard + gap }
        if case .asked(let killAt) = ending { ending = .asked(killAt: killAt + gap) }
    }
}
