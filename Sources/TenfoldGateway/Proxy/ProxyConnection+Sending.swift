import Logging
import NIOCore
import TenfoldHTTP
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
        guard let route else { return }
        let upstream = proxy.upstreams[route.upstream]
        guard let pick = upstream.pick(excluding: tried) else {
            return answer(.unavailable("The upstream has no servers."), as: .unavailable)
        }
        tried.append(pick.endpoint)
        let server = upstream.servers[pick.endpoint]
        attempt = Attempt(upstream: upstream, server: server, pick: pick)
        if let connection = server.takeIdle() { return attach(connection) }
        guard server.wait(self) else {
            proxy.metrics.count(.waiting)
            endAttempt(.shed)
            return answer(.unavailable("Too many requests wait for the upstream."), as: .unavailable)
        }
    }

    /// The server's connection is there.
    func attach(_ connection: UpstreamConnection) {
        attempt?.connection = connection
        connection.begin(self, toHead: isHead)
        connection.write(unsent)
        // The channel holds on to what it has not sent yet.
        unsent = ByteBuffer()
        advance()
    }

    /// The server gives no answer, or breaks off in one.
    func failed(_ failure: UpstreamFailure) {
        guard let attempt else { return }
        log(failure, attempt)
        guard !responseBegan else {
            endAttempt(.failure)
            proxy.metrics.count(.cut)
            // What came of the answer goes out; that it is not whole is told by the end of the connection.
            flush()
            return cut()
        }
        switch failure {
        case .cannotConnect:
            endAttempt(.unreachable)
            // Nothing was sent: another may be asked, whatever the request is.
            if tried.count < min(proxy.limits.attempts, attempt.upstream.servers.count) { return findOther() }
        case .closed(let wasReused):
            endAttempt(.unreachable)
            // It had closed before the request reached it, most likely.
            if wasReused, let head = repeatable.take() {
                unsent = head
                return findOther()
            }
        case .malformed: endAttempt(.failure)
        }
        answer(HTTPRefusal(502, failure.detail, closesConnection: false), as: .badGateway)
    }

    /// In an outage every request would be told: what is counted suffices then.
    private func log(_ failure: UpstreamFailure, _ attempt: Attempt) {
        proxy.logger.debug(
            "no answer",
            metadata: [
                "upstream": .string(attempt.upstream.name), "server": .string("\(attempt.server.endpoint)"),
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
        ended.upstream.ended(ended.pick, outcome)
        if let connection = ended.connection { connection.abandon() } else { ended.server.stopWaiting(self) }
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

extension HTTPRefusal {
    static func unavailable(_ detail: String) -> HTTPRefusal {
        HTTPRefusal(.serviceUnavailable, detail, closesConnection: false)
    }
}
