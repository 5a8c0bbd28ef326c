import Synchronization

/// Random numbers for ids that need to be unique, not secret: request and trace ids. The system's generator is a system
/// call a number, five a request.
///
/// `SeededRandom`'s SplitMix64 over one shared counter: any number of threads, without a lock, and no two
/// draws of a process alike. Seeded by the system, so that processes differ. Not for tokens, keys or passwords.
package struct TracingRandom: RandomNumberGenerator, Sendable {
    private static let counter: Atomic<UInt64> = {
        var system = SystemRandomNumberGenerator()
        return Atomic(system.next())
    }()

    package init() {}

    package mutating func next() -> UInt64 {
        SeededRandom.mixed(Self.counter.wrappingAdd(SeededRandom.step, ordering: .relaxed).newValue)
    }
}
