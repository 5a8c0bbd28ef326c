import NIOCore

/// What equal requests have in common.
struct FlightKey: Hashable, Sendable {
    let url: ResponseKey
    let partition: UInt64
    let isHead: Bool

    init(_ request: CacheRequest) {
        url = request.key
        partition = request.policy.partition
        isHead = request.isHead
    }
}

/// Requests on their way to the origin, and those that wait for their answers: a part of all, behind one lock. Pure: numbers
/// and times are arguments, and whoever is to be told is handed out, to be told outside the lock.
struct FlightShard: Sendable {
    struct Waiting: Sendable {
        let number: UInt64
        let request: CacheRequest
        let waiter: any FlightWaiter
        let deadline: NIODeadline
    }

    struct Airborne: Sendable {
        let key: FlightKey
        var leader: CacheRequest
        /// Who may end it: changes with a new leader.
        var leaderNumber: UInt64
        var waiting: [Waiting] = []
    }

    enum Joined: Equatable, Sendable {
        case leads
        /// For the flight of that number.
        case waits(UInt64)
        case tooManyWaiters
        case tooManyFlights
    }

    private var flights: [UInt64: Airborne] = [:]
    /// The one that may be joined. Another of the same key may be airborne still.
    private var open: [FlightKey: UInt64] = [:]
    /// No waiter's deadline is earlier.
    private var earliestDeadline = NIODeadline.distantFuture

    var flightCount: Int { flights.count }
    var waitingCount: Int { flights.values.reduce(0) { $0 + $1.waiting.count } }

    // MARK: Joining

    /// Takes part in the flight of an equal request, or begins one under `number`.
    ///
    /// - Parameters:
    ///   - isOutdated: whether what a leader's answer shows was invalidated since it was asked for: later requests must not
    ///     get it.
    mutating func join(
        _ key: FlightKey, _ waiting: Waiting, mostWaiters: Int, mostFlights: Int, isOutdated: (CacheRequest) -> Bool
    ) -> Joined {
        if let number = open[key], let flight = flights[number], !isOutdated(flight.leader) {
            guard flight.waiting.count < mostWaiters else { return .tooManyWaiters }
            flights[number]?.waiting.append(waiting)
            earliestDeadline = min(earliestDeadline, waiting.deadline)
            return .waits(number)
        }
        return begin(key, waiting.request, number: waiting.number, mostFlights: mostFlights)
    }

    /// Begins a flight if none can be joined.
    mutating func lead(
        _ key: FlightKey, _ request: CacheRequest, number: UInt64, mostFlights: Int, isOutdated: (CacheRequest) -> Bool
    ) -> Bool {
        if let open = open[key], let flight = flights[open], !isOutdated(flight.leader) { return false }
        return begin(key, request, number: number, mostFlights: mostFlights) == .leads
    }

    private mutating func begin(
        _ key: FlightKey, _ request: CacheRequest, number: UInt64, mostFlights: Int
    ) -> Joined {
        guard flights.count < mostFlights else { return .tooManyFlights }
        flights[number] = Airborne(key: key, leader: request, leaderNumber: number)
        open[key] = number
        return .leads
    }

    // MARK: What becomes of it

    /// Nobody more may wait for it: what its answer shows is from before they asked.
    mutating func close(_ number: UInt64, leader: UInt64) {
        guard let flight = flights[number], flight.leaderNumber == leader, open[flight.key] == number else { return }
        open[flight.key] = nil
    }

    /// It is over; nil where it was, or where another leads it.
    mutating func end(_ number: UInt64, leader: UInt64) -> Airborne? {
        guard let flight = flights[number], flight.leaderNumber == leader else { return nil }
        remove(number, flight.key)
        return flight
    }

    /// The first who waits leads from now on, as `newLeader`; nil where nobody waits, and the flight is over.
    mutating func handOver(_ number: UInt64, leader: UInt64, newLeader: UInt64) -> Waiting? {
        guard var flight = flights[number], flight.leaderNumber == leader else { return nil }
        guard !flight.waiting.isEmpty else {
            remove(number, flight.key)
            return nil
        }
        let next = flight.waiting.removeFirst()
        flight.leader = next.request
        flight.leaderNumber = newLeader
        flights[number] = flight
        // Its answer has not been asked for yet: others may join again.
        if open[flight.key] == nil { open[flight.key] = number }
        return next
    }

    /// Someone waits no longer. False where he is being told already.
    mutating func leave(_ number: UInt64, waiter: UInt64) -> Bool {
        guard let place = flights[number]?.waiting.firstIndex(where: { $0.number == waiter }) else { return false }
        flights[number]?.waiting.remove(at: place)
        return true
    }

    /// Those whose time is over.
    mutating func takeOverdue(_ now: NIODeadline) -> [Waiting] {
        guard earliestDeadline <= now else { return [] }
        var overdue: [Waiting] = []
        var earliest = NIODeadline.distantFuture
        for (number, flight) in flights {
            let late = flight.waiting.filter { $0.deadline <= now }
            if !late.isEmpty { flights[number]?.waiting.removeAll { $0.deadline <= now } }
            overdue += late
            for waiting in flight.waiting where waiting.deadline > now { earliest = min(earliest, waiting.deadline) }
        }
        earliestDeadline = earliest
        return overdue
    }

    private mutating func remove(_ number: UInt64, _ key: FlightKey) {
        flights[number] = nil
        if open[key] == number { open[key] = nil }
    }
}
