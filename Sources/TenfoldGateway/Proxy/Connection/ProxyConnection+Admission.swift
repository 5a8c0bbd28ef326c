import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// Asks whether the request's upstream can take it now: its adaptive limit first, where it has one, then its breaker.
extension ProxyConnection {
    func admit() {
        guard let admission = upstream?.admission else { return admitByBreaker() }
        let (number, decision) = admission.arrive(
            self, priority: isBackground ? 0 : 1, deadline: deadline.map { MonotonicTime.since($0) },
            now: MonotonicTime.now)
        roomNumber = number
        awaitsRoom = decision == nil
        if let decision { act(on: decision) }
    }

    /// The adaptive limit has decided, after a while. The request may have ended, and another be there.
    func roomDecided(_ number: Int, _ decision: UpstreamAdmission.Decision) {
        guard roomNumber == number, awaitsRoom else { return }
        awaitsRoom = false
        act(on: decision)
    }

    private func act(on decision: UpstreamAdmission.Decision) {
        switch decision {
        case .admitted: admitByBreaker()
        case .shed(.expired):
            proxy.metrics.count(.timeout)
            if servesDespiteFailure() { return }
            answer(LocalAnswer(.gatewayTimeout, "The time allowed ran out while the request waited.", as: .timedOut))
        case .shed:
            if servesDespiteFailure() { return }
            answer(.unavailable("The upstream has no room for more requests now."))
        }
    }

    private func admitByBreaker() {
        guard let upstream else { return }
        lastOutcome = .cancelled
        switch upstream.admit(now: MonotonicTime.since(startedAt)) {
        case .admitted(let permit):
            self.permit = permit
            findServer()
        case .refused(let retryAfter):
            if servesDespiteFailure() { return }
            answer(.unavailable("The upstream fails too often at this moment.", retryAfter: retryAfter))
        }
    }

    /// The request has ended, or given up: its place is another's.
    func leaveRoom(at end: NIODeadline) {
        guard let number = roomNumber.take() else { return }
        awaitsRoom = false
        upstream?.admission?.leave(
            number, ConcurrencyLimit.Outcome(lastOutcome, status: status), now: MonotonicTime.since(end))
    }
}

extension ConcurrencyLimit.Outcome {
    /// 503 and 504 say that there was no room, or no time, whoever says so.
    fileprivate init(_ outcome: AttemptOutcome, status: Int) {
        switch outcome {
        case .success: self = .success
        case .cancelled: self = .cancelled
        case .shed: self = .dropped
        case .failure, .unreachable: self = status == 503 || status == 504 ? .dropped : .failure
        }
    }
}
