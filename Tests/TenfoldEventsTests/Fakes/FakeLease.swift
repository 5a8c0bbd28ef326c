import Synchronization

@testable import TenfoldEvents

/// A lease for the deliveries of one test, which it can take away.
final class FakeLease: StreamLease {
    private struct State {
        var held: Set<StreamName> = []
        var isRevoked = false
        var refusals = 0
    }

    let term: Duration
    private let state = Mutex(State())

    init(term: Duration = .seconds(15)) { self.term = term }

    var heldCount: Int { state.withLock { $0.held.count } }
    var refusals: Int { state.withLock { $0.refusals } }
    func revoke(_ isRevoked: Bool) { state.withLock { $0.isRevoked = isRevoked } }

    func acquire(_ stream: StreamName) async throws -> Bool {
        state.withLock { state in
            if !state.isRevoked, state.held.insert(stream).inserted { return true }
            state.refusals += 1
            return false
        }
    }
    func renew(_ stream: StreamName) async throws -> Bool { state.withLock { !$0.isRevoked } }
    func release(_ stream: StreamName) async { state.withLock { _ = $0.held.remove(stream) } }
}
