import Synchronization

/// The handle of the one whose request goes to the origin while equal ones may wait. It is ended once: by an answer, by a
/// release, or by its leader's leaving; who loses it has released it. `CachedExchange` does that for a proxy.
package final class Flight: Sendable {
    private let table: FlightTable
    private let isOver = Atomic(false)
    let key: FlightKey
    /// The flight's number, and the leader's in it.
    let number: UInt64
    let leader: UInt64
    /// No client waits for its leader.
    let isBackground: Bool

    init(_ table: FlightTable, _ key: FlightKey, number: UInt64, leader: UInt64, isBackground: Bool) {
        self.table = table
        self.key = key
        self.number = number
        self.leader = leader
        self.isBackground = isBackground
    }

    deinit { release() }

    /// The answer has begun, and is not declared fresh: who asks now could get what was true before.
    func closes() {
        if !isOver.load(ordering: .relaxed) { table.close(self) }
    }

    /// The answer is there: all get it who may, and the others go alone.
    func land(_ response: StoredResponse, sharing: StoringVerdict.Sharing) {
        if begin() { table.land(self, response, sharing) }
    }

    /// There is no answer to share: all go alone, at once.
    package func release() {
        if begin() { table.release(self) }
    }

    /// The leader's client has gone, and its request with it: the first who waits goes to the origin.
    package func leaderLeft() {
        if begin() { table.handOver(self) }
    }

    /// True once.
    private func begin() -> Bool { !isOver.exchange(true, ordering: .acquiringAndReleasing) }
}
