import Synchronization

@testable import TenfoldIdentity

/// Answers for the URL of a key set, counts how often it is asked, and can be made to fail or to wait.
final class TestKeyServer: Sendable {
    struct Down: Error {}

    private struct State {
        var answer: Result<FetchedDocument, Down> = .failure(Down())
        var fetches = 0
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var fetches: Int { state.withLock { $0.fetches } }
    var heldCount: Int { state.withLock { $0.held.count } }

    func publish(_ document: [UInt8], maxAge: Int64? = nil) {
        state.withLock { $0.answer = .success(FetchedDocument(bytes: document, maxAgeSeconds: maxAge)) }
    }

    func goDown() { state.withLock { $0.answer = .failure(Down()) } }

    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        let held = state.withLock { state in
            state.isHeld = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    @Sendable func fetch(_ url: String) async throws -> FetchedDocument {
        let waits = state.withLock { state in
            state.fetches += 1
            return state.isHeld
        }
        if waits { await wait() }
        return try state.withLock { try $0.answer.get() }
    }

    private func wait() async {
        await withCheckedContinuation { continuation in
            let passes = state.withLock { state in
                if state.isHeld { state.held.append(continuation) }
                return !state.isHeld
            }
            if passes { continuation.resume() }
        }
    }
}
