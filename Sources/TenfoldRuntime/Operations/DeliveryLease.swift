import FoundationEssentials
import TenfoldCore
import TenfoldData
import TenfoldEvents

/// One process at a time runs a stream: a lease in the publisher's database.
struct DeliveryLease: StreamLease {
    let leases: Leases
    let owner: String
    var clock: any WallClock = SystemWallClock()
    var term: Duration { .seconds(10) }

    func acquire(_ stream: StreamName) async throws -> Bool {
        try await leases.acquire(name(of: stream), owner: owner, for: term, now: clock.now())
    }

    func renew(_ stream: StreamName) async throws -> Bool {
        try await leases.renew(name(of: stream), owner: owner, for: term, now: clock.now())
    }

    /// A lease that cannot be given back runs out by itself.
    func release(_ stream: StreamName) async {
        try? await leases.release(name(of: stream), owner: owner)
    }

    private func name(of stream: StreamName) -> String { "stream/\(stream)" }
}
