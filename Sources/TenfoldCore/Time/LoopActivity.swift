import Synchronization

/// What one event loop is doing now, for a watchdog on another thread. One thread writes: the loop's own.
///
/// Put `begin` and `end` around what runs without giving the thread back: one step of a connection, not the life of a
/// request. Each is a load and a store, without a lock, a clock or an allocation: the watchdog has the clock, and takes
/// the time from when it first sees a piece of work to when it is another's turn.
package final class LoopActivity: Sendable {
    /// As logs and metrics name it, for instance `0`.
    package let name: String
    /// The number of pieces begun, above 16 bits of the present one's `WorkName`.
    private let state = Atomic<UInt64>(0)

    package init(name: String) { self.name = name }

    /// A piece of work begins; one that was under way has ended by that.
    package func begin(_ work: WorkName) {
        let begun = state.load(ordering: .relaxed) >> 16
        state.store((begun &+ 1) << 16 | UInt64(work.index), ordering: .relaxed)
    }

    /// The loop is idle.
    package func end() {
        state.store(state.load(ordering: .relaxed) & ~0xffff, ordering: .relaxed)
    }

    /// What the loop does at this moment.
    package var sample: Sample { Sample(state: state.load(ordering: .relaxed)) }

    /// One look at a loop.
    package struct Sample: Equatable, Sendable {
        fileprivate let state: UInt64

        /// Nil: it is idle.
        package var work: WorkName? { state & 0xffff == 0 ? nil : WorkName(index: UInt16(state & 0xffff)) }

        /// Whether two looks saw the same piece of work, and not another of the same name.
        package func isSamePiece(as other: Sample) -> Bool { state == other.state && work != nil }
    }
}

/// A kind of work, by number: made at boot by `WorkNames`, so that a loop stores a number and no text.
package struct WorkName: Hashable, Sendable {
    fileprivate let index: UInt16
}

/// The names of what loops do: messages, routes. Registered at boot; at most 65,535, more share the name `other`.
package final class WorkNames: Sendable {
    private struct State {
        var names: [String] = ["idle", "other"]
        var indices: [String: UInt16] = ["other": 1]
    }

    private let state = Mutex(State())

    package init() {}

    /// What is not registered.
    package static let other = WorkName(index: 1)

    /// The number of a name, the same each time.
    package func register(_ name: String) -> WorkName {
        state.withLock { state in
            if let known = state.indices[name] { return WorkName(index: known) }
            guard let index = UInt16(exactly: state.names.count) else { return Self.other }
            state.names.append(name)
            state.indices[name] = index
            return WorkName(index: index)
        }
    }

    /// The name of a number that `register` gave.
    package func name(of work: WorkName) -> String {
        state.withLock { $0.names.indices.contains(Int(work.index)) ? $0.names[Int(work.index)] : "other" }
    }
}
