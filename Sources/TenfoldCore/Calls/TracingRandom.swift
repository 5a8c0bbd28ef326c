import Synchronization

/// Random numbers for ids that need to be unique, not secret: request and trace ids. The system's generator is a system
/// call a number, five a request.
///
/// SplitMix64 (Steele, Lea and Flood 2014) over one shared counter: any number of threads, without a lock, and no two
/// draws of a process alike. Seeded by the system, so that processes differ. Not for tokens, keys or passwords.
package struct TracingRandom: RandomNumberGenerator, Sendable {
    private static let step: UInt64 = 0x9e37_79b9_7f4a_7c15
    private static let counter: Atomic<UInt64> = {
        var system = SystemRandomNumberGenerator()
        return Atomic(system.next())
    }()

    package init() {}

    package mutating func next() -> UInt64 {
        Self.mixed(Self.counter.wrappingAdd(Self.step, ordering: .relaxed).newValue)
    }

    private static func mixed(_ state: UInt64) -> UInt64 {
        var word = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
