package import NIOCore
import Synchronization
import TenfoldCache

/// Lets equal safe requests wait for one answer (RFC 9111, section 4: collapsed requests). For all loops of a gateway:
/// waiters are told on the thread of whoever ends their wait, and hop to their own loop themselves.
///
/// Requests with `Authorization`, or whose client the gateway knows, neither wait nor are waited for; and an answer that is
/// private, sets a cookie, or must not be stored releases those who wait as soon as its head is there.
package final class FlightTable: Sendable {
    private final class LockedShard: Sendable {
        let state = Mutex(FlightShard())
    }

    private static let shardCount = 16

    private let cache: HTTPCache
    private let limits: FlightLimits
    private let shards = (0..<shardCount).map { _ in LockedShard() }
    private let numbers = Atomic<UInt64>(0)

    package init(_ cache: HTTPCache, limits: FlightLimits = FlightLimits()) {
        self.cache = cache
        self.limits = limits
    }

    /// How many wait.
    package var waitingCount: Int { cache.metrics.waiting.now }
    /// How many responses are revalidated behind their clients' backs.
    package var revalidatingCount: Int { cache.metrics.revalidating.now }
    /// How many may be waited for.
    package var flightCount: Int { shards.reduce(0) { $0 + $1.state.withLock { $0.flightCount } } }

    // MARK: Taking part

    /// Waits for an equal request, or is one that others wait for.
    ///
    /// - Parameters:
    ///   - deadline: until then it waits, if `releaseOverdue` is called.
    package func join(
        _ request: CacheRequest, as waiter: any FlightWaiter, until deadline: NIODeadline, now: NIODeadline
    ) -> FlightRole {
        guard request.mayCoalesce, fits(request), !cache.refusedKeys.contains(request.refusalHash, now) else {
            return .alone
        }
        guard cache.metrics.waiting.take(limit: limits.waiters) else {
            cache.metrics.count(.waiters)
            return .alone
        }
        let key = FlightKey(request)
        let number = nextNumber()
        let waiting = FlightShard.Waiting(number: number, request: request, waiter: waiter, deadline: deadline)
        let joined = shard(of: key).state.withLock { [limits, cache] shard in
            shard.join(
                key, waiting, mostWaiters: limits.waitersPerFlight,
                mostFlights: max(1, limits.flights / Self.shardCount)
            ) { cache.invalidations.isOutdated($0.ticket, $0.key.hash) }
        }
        if case .waits(let flight) = joined {
            return .waits(FlightPlace(table: self, key: key, flight: flight, number: number))
        }
        cache.metrics.waiting.add(-1)
        return role(joined, key, number)
    }

    private func role(_ joined: FlightShard.Joined, _ key: FlightKey, _ number: UInt64) -> FlightRole {
        switch joined {
        case .leads: return .leads(Flight(self, key, number: number, leader: number, isBackground: false))
        case .tooManyWaiters: cache.metrics.count(.waitersPerFlight)
        case .tooManyFlights: cache.metrics.count(.flights)
        case .waits: break
        }
        return .alone
    }

    /// Begins to revalidate a response that was served stale; nil where that is under way, or too much of it is. For GET.
    package func beginRevalidation(_ request: CacheRequest) -> Flight? {
        guard !request.isHead else { return nil }
        guard cache.metrics.revalidating.take(limit: limits.revalidations) else {
            cache.metrics.count(.revalidations)
            return nil
        }
        let key = FlightKey(request)
        let number = nextNumber()
        let leads = shard(of: key).state.withLock { [limits, cache] shard in
            shard.lead(key, request, number: number, mostFlights: max(1, limits.flights / Self.shardCount)) {
                cache.invalidations.isOutdated($0.ticket, $0.key.hash)
            }
        }
        if leads { return Flight(self, key, number: number, leader: number, isBackground: true) }
        cache.metrics.revalidating.add(-1)
        return nil
    }

    /// Lets those go alone who have waited long enough. Once a tick, of one loop or of several.
    package func releaseOverdue(now: NIODeadline) {
        for shard in shards {
            let overdue = shard.state.withLock { $0.takeOverdue(now) }
            guard !overdue.isEmpty else { continue }
            cache.metrics.count(.waitingTime, by: overdue.count)
            tell(overdue) { _ in .alone }
        }
    }

    private func fits(_ request: CacheRequest) -> Bool {
        if request.bytes.readableBytes <= limits.headBytes { return true }
        cache.metrics.count(.headBytes)
        return false
    }

    // MARK: Ends, of the one who leads

    func close(_ flight: Flight) {
        shard(of: flight.key).state.withLock { $0.close(flight.number, leader: flight.leader) }
    }

    func land(_ flight: Flight, _ response: StoredResponse, _ sharing: StoringVerdict.Sharing) {
        guard let ended = end(flight) else { return }
        tell(ended.waiting) { [cache] waiting in
            guard response.isShared(sharing, by: ended.leader, with: waiting.request) else { return .alone }
            cache.count(.coalesced)
            return .answer(response)
        }
    }

    func release(_ flight: Flight) {
        if let ended = end(flight) { tell(ended.waiting) { _ in .alone } }
    }

    func handOver(_ flight: Flight) {
        giveBack(flight)
        let leader = nextNumber()
        let next = shard(of: flight.key).state.withLock {
            $0.handOver(flight.number, leader: flight.leader, newLeader: leader)
        }
        guard let next else { return }
        let handle = Flight(self, flight.key, number: flight.number, leader: leader, isBackground: false)
        tell([next]) { _ in .leads(handle) }
    }

    private func end(_ flight: Flight) -> FlightShard.Airborne? {
        giveBack(flight)
        return shard(of: flight.key).state.withLock { $0.end(flight.number, leader: flight.leader) }
    }

    private func giveBack(_ flight: Flight) {
        if flight.isBackground { cache.metrics.revalidating.add(-1) }
    }

    private func tell(_ waiting: [FlightShard.Waiting], _ outcome: (FlightShard.Waiting) -> FlightOutcome) {
        cache.metrics.waiting.add(-waiting.count)
        for one in waiting { one.waiter.flightEnded(outcome(one)) }
    }

    // MARK: Places

    fileprivate func leave(_ place: FlightPlace) -> Bool {
        let hasLeft = shard(of: place.key).state.withLock { $0.leave(place.flight, waiter: place.number) }
        if hasLeft { cache.metrics.waiting.add(-1) }
        return hasLeft
    }

    private func nextNumber() -> UInt64 { numbers.add(1, ordering: .relaxed).newValue }

    private func shard(of key: FlightKey) -> LockedShard {
        shards[Int(truncatingIfNeeded: key.url.hash >> 48) & (Self.shardCount - 1)]
    }
}

/// A place among those who wait.
package struct FlightPlace: Sendable {
    fileprivate let table: FlightTable
    fileprivate let key: FlightKey
    fileprivate let flight: UInt64
    fileprivate let number: UInt64

    /// Waits no longer: the client has gone. False where its waiter is being told at this moment, or was: what it is told
    /// is then dropped, and a flight that it would have led is left.
    package func leave() -> Bool { table.leave(self) }
}

extension CacheRequest {
    /// Whether it may wait for another's answer, and another for its.
    var mayCoalesce: Bool {
        guard policy.coalescing != .off, !facts.flags.contains(.authorization), !isAuthenticated else { return false }
        // It wants the origin's own word.
        return !(policy.honoursRequestDirectives && facts.directives.constrainsFreshness)
    }
}

extension StoredResponse {
    /// Whether it is an answer to a request that waited for it.
    func isShared(
        _ sharing: StoringVerdict.Sharing, by leader: CacheRequest, with request: CacheRequest
    ) -> Bool {
        switch sharing {
        case .nobody: false
        case .selected: !(isImplicit && request.hasCredentials) && isSelected(by: request.head, in: request.bytes)
        case .equal: EqualRequests.areEqual(leader, request)
        }
    }
}
