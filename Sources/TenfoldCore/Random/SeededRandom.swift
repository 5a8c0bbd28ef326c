/// Random numbers that come again for the same seed: SplitMix64 (Steele, Lea and Flood: "Fast Splittable Pseudorandom Number
/// Generators", OOPSLA 2014). For simulations, tests and jitter; not for secrets.
package struct SeededRandom: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// A source that depends on these bytes alone (FNV-1a).
    package init(from bytes: [UInt8]) {
        state = 0xcbf2_9ce4_8422_2325
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    package mutating func next() -> UInt64 {
        state &+= Self.step
        return Self.mixed(state)
    }

    /// What lies between two states.
    static let step: UInt64 = 0x9e37_79b9_7f4a_7c15

    /// The number that a state stands for.
    static func mixed(_ state: UInt64) -> UInt64 {
        var word = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
