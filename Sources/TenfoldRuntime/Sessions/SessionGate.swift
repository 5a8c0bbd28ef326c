import Synchronization
import TenfoldCore
import TenfoldData
import TenfoldHTTP

/// Lets a call begin when this process's cache has forgotten all that its caller has changed.
///
/// Followers read every 250 ms by themselves; a caller who wrote in another process since then makes them read at once.
struct SessionGate: Sendable {
    /// By module, those that live here.
    let followers: [String: ModuleFollower]

    func pass(_ session: Session?) async throws {
        guard let session else { return }
        for entry in session.entries { try await followers[entry.database]?.reach(entry.position, shard: entry.shard) }
    }
}

/// Follows a module's invalidations, on a clock and on demand.
final class ModuleFollower: Sendable {
    private let follower: Mutex<InvalidationFollower>

    init(_ follower: InvalidationFollower) { self.follower = Mutex(follower) }

    /// Reads on. Two at once do the same twice, which changes nothing.
    func poll() async throws {
        var current = follower.withLock { $0 }
        try await current.poll()
        follower.withLock { [current] in if current.isAhead(of: $0) { $0 = current } }
    }

    func reach(_ position: Int64, shard: Int) async throws {
        if follower.withLock({ $0.hasReached(position, shard: shard) }) { return }
        try await poll()
    }
}

/// What the public API does about sessions. An object, so that a request copies a reference at most.
final class PublicSessions: Sendable {
    private let tokens: SessionTokens
    private let gate: SessionGate

    init(tokens: SessionTokens, gate: SessionGate) {
        self.tokens = tokens
        self.gate = gate
    }

    /// The session that a request brings, or a new one.
    func session(of request: Request) -> Session { tokens.session(of: request) }

    /// Returns when this process has forgotten all that the session's caller has changed.
    func pass(_ session: Session?) async throws { try await gate.pass(session) }

    /// The response with what the call wrote, for its client to bring along next time.
    func told(_ session: Session, in response: Response) -> Response {
        var response = response
        tokens.tell(session, in: &response)
        return response
    }
}
