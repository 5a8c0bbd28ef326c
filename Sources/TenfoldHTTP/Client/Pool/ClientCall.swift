/// One request of a caller, from `send` to its response or its error. It ends exactly once.
// Unchecked: what varies is touched only on the loop of the call's pool.
final class ClientCall: QueuedCall, @unchecked Sendable {
    let request: ClientRequest
    let endpoint: HTTPEndpoint
    let deadline: ContinuousClock.Instant
    /// What it is on, while it is on one.
    // Holds: a connection takes itself out before it goes.
    unowned(unsafe) var connection: ClientConnection?
    /// It is in its endpoint's queue.
    var isWaiting = false
    private(set) var hasEnded = false
    private var continuation: Continuation?

    // Holds: resumed once, by `end`, which takes it out before.
    typealias Continuation = UnsafeContinuation<ClientResponse, any Error>

    init(_ request: ClientRequest, _ endpoint: HTTPEndpoint, deadline: ContinuousClock.Instant) {
        self.request = request
        self.endpoint = endpoint
        self.deadline = deadline
    }

    /// False, and resumed, for a call that was cancelled before.
    func begin(_ continuation: Continuation) -> Bool {
        guard !hasEnded else {
            continuation.resume(throwing: CancellationError())
            return false
        }
        self.continuation = continuation
        return true
    }

    func succeed(_ response: ClientResponse) { end()?.resume(returning: response) }

    func fail(_ error: any Error) { end()?.resume(throwing: error) }

    private func end() -> Continuation? {
        hasEnded = true
        connection = nil
        return continuation.take()
    }
}
