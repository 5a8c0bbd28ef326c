import NIOCore

/// Ends connections: after a response, by a timeout, at a shutdown, or because the client has gone.
extension Connection {
    /// Sends what is encoded, then closes. If the client may still be sending, it is given a moment to read the
    /// response: closing over unread bytes would reset the connection and might take the response with it.
    func closeAfterFlush() {
        guard isOpen, let context else { return }
        let lingers = !intake.isAwaitingHead || holdsInbox
        phase = .closing(deadline: .now() + TimeAmount(limits.progressTimeout))
        failBody(.connectionClosed)
        dropInbox()
        let sent = eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in self.lastResponseWasSent(lingers: lingers) }
        context.writeAndFlush(wrapOutboundOut(out), promise: sent)
        out.clear()
        outBytes = 0
        resumeWriters()
        wake()
    }

    private func lastResponseWasSent(lingers: Bool) {
        guard case .closing = phase, let context else { return }
        guard lingers, !inputIsClosed else { return cut() }
        phase = .closing(deadline: .now() + TimeAmount(limits.lingerTimeout))
        context.close(mode: .output, promise: nil)
        if readIsHeld { setReading(true) }
    }

    /// Closes at once, whatever is under way.
    func cut() { context?.close(promise: nil) }

    /// The client sends nothing more. What has been read is answered all the same.
    func inputClosed() {
        inputIsClosed = true
        guard isOpen else { return cut() }
        advance()
    }

    /// The channel is closed.
    func ended() {
        if case .closed = phase { return }
        phase = .closed
        report(now: .now(), ending: .cut)
        exchange.end()
        failBody(.connectionClosed)
        dropInbox()
        if !isHandling { releasePlace() }
        task?.cancel()
        resumeWriters()
        wake()
        server.metrics.connectionClosed()
        if taskHasEnded { loop.remove(self) }
    }

    private func failBody(_ error: RequestBodyError) {
        guard let stream = intake.stream else { return }
        intake = .ignoring
        stream.finish(.failure(error))
    }

    // MARK: Shutdown

    private var isIdle: Bool {
        isOpen && !exchange.isActive && intake.isAwaitingHead && !holdsInbox
    }

    /// The server stops. A connection between two requests gets a moment for one that is on its way already.
    func drainBegan() {
        eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.drainIdleTimeout)) {
            if self.isIdle { self.closeAfterFlush() }
        }
    }

    // MARK: Time, once a tick

    func tick(now: NIODeadline) {
        switch phase {
        case .closed: break
        case .closing(let deadline): if now > deadline { end(by: .lingerTime) }
        case .open: tickOpen(now: now)
        }
    }

    private func tickOpen(now: NIODeadline) {
        if let since = unwritableSince, now - since > TimeAmount(limits.progressTimeout) { return end(by: .writeTime) }
        if exchange.isActive, let deadline = exchange.deadline, now > deadline { return timeOut() }
        if !exchange.isActive, intake.isAwaitingHead { return tickBetweenRequests(now: now) }
        tickBody(now: now)
    }

    private func tickBetweenRequests(now: NIODeadline) {
        if let since = headStartedAt {
            if now - since > TimeAmount(limits.headerTimeout) { refuseUnread(.slowHead) }
        } else if now - idleSince > TimeAmount(limits.idleTimeout) {
            server.metrics.count(.idleTime)
            closeAfterFlush()
        }
    }

    private func tickBody(now: NIODeadline) {
        if case .streaming(let stream) = intake, !stream.isAwaited { return restartProgress(now) }
        guard now - progressSince > TimeAmount(limits.progressTimeout) else { return }
        guard progressBytes < limits.progressBytes else { return restartProgress(now) }
        switch intake {
        case .buffering: refuse(.slowBody)
        case .streaming(let stream):
            server.metrics.count(.bodyTime)
            ignoreRest()
            stream.finish(.failure(.tooSlow))
        case .discarding where !exchange.isActive:
            server.metrics.count(.bodyTime)
            closeAfterFlush()
        case .awaitingHead, .discarding, .ignoring, .upgraded: break
        }
    }

    private func restartProgress(_ now: NIODeadline) {
        progressSince = now
        progressBytes = 0
    }

    private func end(by limit: LimitKind) {
        server.metrics.count(limit)
        cut()
    }

    /// The handler has had its time: its task is cancelled, and the client is told if it still can be.
    private func timeOut() {
        server.metrics.count(.requestTime)
        task?.cancel()
        guard exchange.status == nil else { return cut() }
        let refusal = HTTPRefusal.timedOut
        exchange.status = refusal.status
        isReady = false
        exchange.closesConnection = true
        failBody(.timedOut)
        sendTimeout(refusal.response)
    }

    private func sendTimeout(_ response: Response) {
        do throws(ResponseEncoder.InvalidField) {
            let body = exchange.isHead ? ResponseBody.empty : response.body
            try encode(response, .length(response.body.length ?? 0), .close, inlineBody: body.storage)
            finishExchange(keeps: false, ending: .timedOut)
        } catch {
            cut()
        }
    }
}
