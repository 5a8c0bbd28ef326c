import NIOCore
import TenfoldHTTP
import TenfoldHTTPCaching
import TenfoldResilience

/// Ends connections: after a response, by a timeout, at a shutdown, or because the client has gone.
extension ProxyConnection {
    /// Sends what is written, then closes. A client that may still be sending gets a moment to read the response: closing
    /// over unread bytes would reset the connection, and might take the response with it.
    func closeAfterFlush() {
        guard isOpen else { return }
        guard let context else { return ended() }
        let lingers = !requestEnded || inbox != nil
        phase = .closing(until: .now() + TimeAmount(proxy.limits.client.progressTimeout))
        inbox = nil
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in self.lastResponseWasSent(lingers: lingers) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: sent)
    }

    private func lastResponseWasSent(lingers: Bool) {
        guard case .closing = phase, let context else { return }
        guard lingers, !inputIsClosed else { return cut() }
        phase = .closing(until: .now() + TimeAmount(proxy.limits.client.lingerTimeout))
        context.close(mode: .output, promise: nil)
        setReading(true)
    }

    /// Closes at once, whatever is under way.
    func cut() {
        // Behind a client's back there is no channel whose end would tell.
        if isBackground { return ended() }
        context?.close(promise: nil)
    }

    /// The client sends nothing more. While a request is under way that means that it has gone, as for most proxies: else a
    /// server would go on working for nobody.
    func inputClosed() {
        inputIsClosed = true
        guard isOpen else { return cut() }
        if isActive { return cut() }
        advance()
    }

    /// The channel is closed.
    func ended() {
        if case .closed = phase { return }
        phase = .closed
        inbox = nil
        heldHead = nil
        checkNumber += 1
        exchange.take()?.clientLeft()
        leaveTurn()
        if mirrored != nil { dropMirror() }
        let now = NIODeadline.now()
        endAttempt(.cancelled)
        settleRequest(at: now)
        if isActive, !isBackground {
            // Either side may end a tunnel at any time.
            let outcome = isTunnel ? ProxyOutcome.forwarded : .cut
            proxy.metrics.count(outcome)
            log(outcome, took: Duration(now - startedAt))
        }
        proxy.remove(self)
    }

    // MARK: Time, once a tick

    func tick(_ now: NIODeadline) {
        let limits = proxy.limits.client
        switch phase {
        case .closed: break
        case .closing(let until): if now > until { cut() }
        case .open:
            if let since = unwritableSince, now - since > TimeAmount(limits.progressTimeout) {
                proxy.metrics.count(.slowBody)
                return cut()
            }
            if isTunnel {
                tickTunnel(now)
            } else if isActive {
                tickRequest(now, limits)
            } else {
                tickBetweenRequests(now, limits)
            }
        }
    }

    private func tickBetweenRequests(_ now: NIODeadline, _ limits: HTTPLimits) {
        if let since = headSince {
            guard now - since > TimeAmount(limits.headerTimeout) else { return }
            proxy.metrics.count(.slowHead)
            refuse(HTTPRefusal(.requestTimeout, "The head of the request took too long."))
        } else if now - idleSince > TimeAmount(limits.idleTimeout) {
            proxy.metrics.count(.idle)
            closeAfterFlush()
        }
    }

    private func tickRequest(_ now: NIODeadline, _ limits: HTTPLimits) {
        if let deadline, now > deadline { return timeOut() }
        if responseBegan { tickAnswer(now) }
        // A client that is not read from cannot be slow.
        guard isActive, !requestEnded, !isReadHeld else { return (progressSince, progressBytes) = (now, 0) }
        guard now - progressSince > TimeAmount(limits.progressTimeout) else { return }
        guard progressBytes < limits.progressBytes else { return (progressSince, progressBytes) = (now, 0) }
        proxy.metrics.count(.slowBody)
        refuse(HTTPRefusal(.requestTimeout, "The body of the request came too slowly."))
    }

    /// A server that is not read from cannot be slow.
    private func tickAnswer(_ now: NIODeadline) {
        if answerProgress != answerSeen || !isWritable { return (answerSince, answerSeen) = (now, answerProgress) }
        guard now - answerSince > TimeAmount(proxy.limits.stallTimeout) else { return }
        proxy.metrics.count(.slowAnswer)
        failed(.malformed("it stopped in the middle"))
    }

    private func timeOut() {
        proxy.metrics.count(.timeout)
        endAttempt(.failure)
        if servesDespiteFailure() { return }
        answer(
            LocalAnswer(
                .gatewayTimeout, "The upstream took longer than allowed. The request may have had an effect.",
                as: .timedOut))
    }

    // MARK: Shutdown

    /// A connection between two requests gets a moment for one that is on its way already.
    func drainBegan() {
        closesAfterwards = true
        let moment = TimeAmount(proxy.limits.client.drainIdleTimeout)
        proxy.loop.assumeIsolated().scheduleTask(in: moment) {
            if self.isOpen, !self.isActive, self.inbox == nil { self.closeAfterFlush() }
        }
    }
}
