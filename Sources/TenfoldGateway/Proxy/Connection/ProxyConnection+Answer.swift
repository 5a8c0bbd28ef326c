import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// Writes responses: those of servers as they come, and the proxy's own.
extension ProxyConnection {
    /// Whether the present request is answered by the proxy itself, so that its body goes nowhere.
    var responseWasLocal: Bool { attempt == nil && isActive && !isHeld && !isCollecting && !awaitsRoom }

    // MARK: Of a server

    /// Whether a response's head may go on as it is.
    var takesHeadsUnchanged: Bool { !closesAfterwards && !isHTTP10 && responseLines.isEmpty }

    /// The head of the answer is on its way.
    func responseBegins(status: Int) {
        outcome = status < 500 ? .success : .failure
        self.status = status
        responseBegan = true
        deadline = nil
        repeatable = nil
        noted?.answerBegan(status: status)
        (answerSince, answerSeen) = (startedAt, -1)
    }

    /// The answer is whole. The connection to the server is with its pool again, or gone.
    func responseEnded() {
        guard var ended = attempt.take() else { return }
        ended.connection = nil
        let now = NIODeadline.now()
        settle(ended, outcome, at: now)
        finish(as: .forwarded, at: now)
    }

    private func finish(as outcome: ProxyOutcome, at now: NIODeadline) {
        endCompression(isWhole: true)
        settleRequest(at: now)
        if isBackground {
            isActive = false
            clearRequest()
            return ended()
        }
        proxy.metrics.count(outcome)
        let took = Duration(now - startedAt)
        route?.metrics.record(status: status, took: took)
        if noted != nil { log(outcome, took: took) }
        isActive = false
        clearRequest()
        idleSince = now
        // What is left of a body that its server did not want would be taken for the next request.
        if closesAfterwards || !requestEnded { return closeAfterFlush() }
        advance()
    }

    /// Forgets what was of the last request.
    private func clearRequest() {
        route = nil
        upstream = nil
        deadline = nil
        repeatable = nil
        heldHead = nil
        checkNumber += 1
        isCollecting = false
        endCompression(isWhole: false)
        exchange = nil
        if mirrored != nil { dropMirror() }
        leaveTurn()
        changing = nil
        principal = nil
        upgrade = nil
        if !responseLines.isEmpty { responseLines = [] }
        if isTrustedProxy { (forwarded, address) = (nil, peerAddress) }
    }

    // MARK: Of the proxy

    /// Answers the present request by itself.
    func answer(_ refusal: HTTPRefusal) {
        if refusal.closesConnection { closesAfterwards = true }
        answer(LocalAnswer(refusal.status, refusal.detail))
    }

    func answer(_ answer: LocalAnswer) { self.answer(answer.response, as: answer.outcome) }

    func answer(_ response: Response, as outcome: ProxyOutcome) {
        var response = response
        if !responseLines.isEmpty { response.add(lines: responseLines) }
        // Where its body has not come yet, nobody waits for it.
        if !requestEnded, reader.head.hasBody { closesAfterwards = true }
        status = response.status.code
        noted?.answerBegan(status: status)
        write(response.bytes(closes: closesAfterwards, isHead: isHead, keepsAlive: isHTTP10))
        // A request without a body is at its end; the reader says so next.
        if !reader.head.hasBody { requestEnded = true }
        finish(as: outcome, at: .now())
    }

    /// The response came from the cache, and is written.
    func served() {
        noted?.answerBegan(status: status)
        if !reader.head.hasBody { requestEnded = true }
        finish(as: .answered, at: .now())
    }

    /// Refuses what cannot be read: nothing behind it can be either.
    func refuse(_ refusal: HTTPRefusal) {
        endAttempt(.cancelled)
        guard !responseBegan || !isActive else { return cut() }
        if !isActive { (startedAt, receivedBytes, sentBytes) = (.now(), 0, 0) }
        status = refusal.status.code
        write(refusal.bytes(closes: true, isHead: isHead && isActive, keepsAlive: false))
        proxy.metrics.count(.refused)
        let now = NIODeadline.now()
        settleRequest(at: now)
        log(.refused, took: Duration(now - startedAt))
        isActive = false
        clearRequest()
        closeAfterFlush()
    }
}

extension Response {
    /// Adds field lines as they are written in a head.
    fileprivate mutating func add(lines: [UInt8]) {
        for line in String(decoding: lines, as: UTF8.self).split(separator: "\r\n") {
            let parts = line.split(separator: ": ", maxSplits: 1)
            if parts.count == 2 { fields.append(String(parts[0]), String(parts[1])) }
        }
    }
}
