import Metrics
import Synchronization

/// So many may be in it at once; nobody waits to get in.
final class BoundedPlaces: Sendable {
    private let limit: Int
    private let taken = Atomic<Int>(0)
    private let gauge: Gauge

    init(limit: Int, gauge: Gauge) {
        self.limit = limit
        self.gauge = gauge
    }

    /// Whether there was room. Whoever got a place leaves it again.
    func enter() -> Bool {
        let count = taken.add(1, ordering: .relaxed).newValue
        guard count <= limit else {
            taken.subtract(1, ordering: .relaxed)
            return false
        }
        gauge.record(count)
        return true
    }

    func leave() { gauge.record(taken.subtract(1, ordering: .relaxed).newValue) }
}
