import Logging
import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldHTTPCaching
import TenfoldResilience

/// Why a server has given no answer.
enum UpstreamFailure {
    case cannotConnect(String)
    /// The connection ended before anything of an answer came over it.
    case closed(wasReused: Bool)
    /// What came is no answer, or broke off in the middle of one.
    case malformed(String)
}

/// Finds the present request a server, and another where that one fails.
extension ProxyConnection {
    func findServer() {
        guard let upstream else { return }
        let now = tried.isEmpty ? startedAt : .now()
        guard let (server, pick) = upstream.pick(excluding: tried, now: MonotonicTime.since(now)) else {
            return answer(.unavailable("The upstream has no servers."))
        }
        tried.append(pick.endpoint)
        attempt = Attempt(server: server, pick: pick, startedAt: now)
        lastServer = server.endpoint
        lastAttemptAt = now
        if let connection = server.takeIdle() { return attach(connection) }
        guard server.wait(self) else {
            endAttempt(.shed)
            return answer(.unavailable("Too many requests wait for the upstream."))
        }
    }

    /// The server's connection is there.
    func attach(_ connection: UpstreamConnection) {
        attempt?.connection = connection
        connection.begin(self, toHead: isHead, toUpgrade: upgrade != nil)
        connection.write(unsent)
        // Kept for its memory: by the next request the channel has let go of it.
        unsent.moveReaderIndex(to: unsent.writerIndex)
        advance()
    }

    /// The server gives no answer, or breaks off in one.
    func failed(_ failure: UpstreamFailure) {
        guard let attempt else { return }
        log(failure, attempt)
        guard !responseBegan || takesBackAnswer() else {
            endAttempt(.failure)
            // What came of the answer goes out; that it is not whole is told by the end of the connection.
            flush()
            return cut()
        }
        switch failure {
        case .cannotConnect:
            endAttempt(.unreachable)
            // Nothing was sent: another may be asked, whatever the request is.
            if mayTryAnother { return findOther() }
        case .closed(let wasReused):
            endAttempt(.unreachable)
            if mayRepeat(wasReused: wasReused), let request = repeatable {
                unsent = request
                return findOther()
            }
        case .malformed: endAttempt(.failure)
        }
        if servesDespiteFailure() { return }
        answer(LocalAnswer(502, failure.detail, as: .badGateway))
    }

    /// What was wrong came with the head, before any of it was written: then the client hears of it properly.
    private func takesBackAnswer() -> Bool {
        guard sentBytes == 0 else { return false }
        responseBegan = false
        endCompression(isWhole: false)
        exchange.take()?.clientLeft()
        return true
    }

    /// Whether another server shall answer instead of one that says it has no room: the request may be sent twice, there is
    /// another, and the retry budget allows it.
    func mayAskAnother() -> Bool { repeatable != nil && mayTryAnother }

    /// The server's connection is with its pool again, or gone.
    func askAnother() {
        guard var ended = attempt.take(), let request = repeatable else { return }
        ended.connection = nil
        settle(ended, .shed, at: .now())
        unsent = request
        findOther()
    }

    private var mayTryAnother: Bool {
        guard let upstream, tried.count < upstream.serverCount else { return false }
        return mayTryAgain
    }

    /// A server that closes a connection between two requests may do so just when one is on its way: then it is asked once
    /// more. One that closes it in the middle of a request is not, but another.
    private func mayRepeat(wasReused: Bool) -> Bool {
        guard repeatable != nil else { return false }
        return wasReused ? mayTryAgain : mayTryAnother
    }

    private var mayTryAgain: Bool {
        guard let upstream else { return false }
        guard tried.count < upstream.definition.limits.attempts else {
            proxy.metrics.count(.attempts)
            return false
        }
        return takeRetry()
    }

    private func takeRetry() -> Bool {
        if upstream?.takeRetry(now: MonotonicTime.now) == true { return true }
        proxy.metrics.count(.retryBudget)
        return false
    }

    /// In an outage every request would be told: what is counted suffices then.
    private func log(_ failure: UpstreamFailure, _ attempt: Attempt) {
        proxy.logger.debug(
            "no answer",
            metadata: [
                "upstream": .string(upstream?.name ?? "-"), "server": .string("\(attempt.server.endpoint)"),
                "cause": .string("\(failure)"),
            ])
    }

    private func findOther() {
        proxy.metrics.countRetry()
        findServer()
    }

    /// Lets go of the server; tells what is known of it now.
    func endAttempt(_ outcome: AttemptOutcome) {
        guard let ended = attempt.take() else { return }
        settle(ended, outcome, at: .now())
        if let connection = ended.connection { connection.abandon() } else { ended.server.stopWaiting(self) }
    }

    /// What an attempt tells of its server and upstream.
    func settle(_ ended: Attempt, _ outcome: AttemptOutcome, at end: NIODeadline) {
        guard let upstream else { return }
        upstream.ended(ended.pick, outcome, now: MonotonicTime.since(end))
        upstream.metrics.record(UpstreamMetrics.Attempt(outcome), took: Duration(end - ended.startedAt))
        lastOutcome = outcome
    }

    /// Tells the adaptive limit and the breaker how the request ended, all its attempts taken together.
    func settleRequest(at end: NIODeadline) {
        if roomNumber != nil { leaveRoom(at: end) }
        guard let permit = permit.take() else { return }
        upstream?.settle(permit, lastOutcome, now: MonotonicTime.since(end))
    }
}

extension UpstreamFailure {
    fileprivate var detail: String {
        switch self {
        case .cannotConnect: "No server of the upstream can be reached."
        case .closed: "The upstream closed the connection before it answered. The request may have had an effect."
        case .malformed: "The upstream's answer cannot be read. The request may have had an effect."
        }
    }
}

extension UpstreamMetrics.Attempt {
    fileprivate init(_ outcome: AttemptOutcome) {
        switch outcome {
        case .success: self = .answered
        case .failure: self = .failed
        case .unreachable: self = .unreachable
        case .cancelled: self = .cancelled
        case .shed: self = .shed
        }
    }
}

extension Duration {
    init(_ amount: TimeAmount) { self.init(wholeNanoseconds: amount.nanoseconds) }
}
