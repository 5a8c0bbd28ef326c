import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// Writes responses: those of servers as they come, and the proxy's own.
extension ProxyConnection {
    /// Whether the present request is answered by the proxy itself, so that its body goes nowhere.
    var responseWasLocal: Bool { attempt == nil && isActive }

    // MARK: Of a server

    /// Whether a response's head may go on as it is.
    var takesHeadsUnchanged: Bool { !closesAfterwards && !isHTTP10 }

    /// The head of the answer is on its way.
    func responseBegins(status: Int) {
        outcome = status < 500 ? .success : .failure
        responseBegan = true
        deadline = nil
        repeatable = nil
    }

    /// The answer is whole. The connection to the server is with its pool again, or gone.
    func responseEnded() {
        guard var ended = attempt.take() else { return }
        ended.connection = nil
        ended.upstream.ended(ended.pick, outcome)
        proxy.metrics.count(.forwarded)
        finish()
    }

    private func finish() {
        isActive = false
        route = nil
        deadline = nil
        repeatable = nil
        idleSince = .now()
        // What is left of a body that its server did not want would be taken for the next request.
        if closesAfterwards || !requestEnded { return closeAfterFlush() }
        advance()
    }

    // MARK: Of the proxy

    /// Answers the present request by itself.
    func answer(_ refusal: HTTPRefusal, as outcome: ProxyOutcome = .refused) {
        proxy.metrics.count(outcome)
        let closes = closesAfterwards || refusal.closesConnection || !requestEnded && reader.head.hasBody
        closesAfterwards = closes
        write(refusal.bytes(closes: closes, isHead: isHead, keepsAlive: isHTTP10))
        // A request without a body is at its end; the reader says so next.
        if !reader.head.hasBody { requestEnded = true }
        finish()
    }

    /// Refuses what cannot be read: nothing behind it can be either.
    func refuse(_ refusal: HTTPRefusal) {
        endAttempt(.cancelled)
        guard !responseBegan || !isActive else { return cut() }
        proxy.metrics.count(.refused)
        write(refusal.bytes(closes: true, isHead: isHead && isActive, keepsAlive: false))
        isActive = false
        closeAfterFlush()
    }
}
