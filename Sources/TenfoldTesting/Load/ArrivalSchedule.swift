import Glibc
import TenfoldCore

/// When the requests of an open-loop load are to be sent: known beforehand, whatever becomes of them.
struct ArrivalSchedule: Sendable, Sequence, IteratorProtocol {
    private var phases: ArraySlice<OpenLoopLoad.Phase>
    private var random: SeededRandom?
    private var phaseStart = Duration.zero
    private var now = Duration.zero
    private var isFirst = true

    init(phases: [OpenLoopLoad.Phase], arrivals: OpenLoopLoad.Arrivals) {
        self.phases = phases.filter { $0.duration > .zero }[...]
        if case .poisson(let seed) = arrivals { random = SeededRandom(seed: seed) }
    }

    /// The next request's time since the start; nil after the last.
    mutating func next() -> Duration? {
        // Counted in requests that would be expected meanwhile, the gap goes on over a change of the rate.
        var gap = nextGap()
        while let phase = phases.first {
            let end = phaseStart + phase.duration
            let expected = (end - now) / .seconds(1) * phase.rate
            if gap < expected {
                now += .seconds(gap / phase.rate)
                return now
            }
            gap -= expected
            phaseStart = end
            now = end
            phases.removeFirst()
        }
        return nil
    }

    private mutating func nextGap() -> Double {
        defer { isFirst = false }
        guard var random else { return isFirst ? 0 : 1 }
        defer { self.random = random }
        // The gaps of a Poisson process, with mean 1.
        return -log(1 - Double.random(in: 0..<1, using: &random))
    }
}
