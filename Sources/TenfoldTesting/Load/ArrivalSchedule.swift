import Glibc

/// When the requests of an open-loop load are to be sent: known beforehand, whatever becomes of them.
struct ArrivalSchedule: Sendable, Sequence, IteratorProtocol {
    private var phases: ArraySlice<OpenLoopLoad.Phase>
    private var random: ArrivalRandom?
    private var phaseStart = Duration.zero
    private var now = Duration.zero
    private var isFirst = true

    init(phases: [OpenLoopLoad.Phase], arrivals: OpenLoopLoad.Arrivals) {
        self.phases = phases.filter { $0.duration > .zero }[...]
        if case .poisson(let seed) = arrivals { random = ArrivalRandom(state: seed) }
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
        guard random != nil else { return isFirst ? 0 : 1 }
        return random?.exponential() ?? 1
    }
}

/// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
private struct ArrivalRandom: RandomNumberGenerator, Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// With mean 1: the gaps of a Poisson process.
    mutating func exponential() -> Double { -log(1 - Double.random(in: 0..<1, using: &self)) }
}
