import NIOCore

/// Writes responses.
extension Connection {
    /// Bodies up to here are copied behind their head; larger ones are sent from where they are.
    private static let inlineBodyBytes = 16 * 1024

    func send(_ response: Response) async {
        guard isOpen, let exchange else { return }
        if case .stream(let length, let write) = response.body.storage, !exchange.isHead,
            !response.status.forbidsContent
        {
            await sendStream(response, length: length, write: write)
        } else {
            sendWhole(response)
        }
    }

    /// Answers without a handler, before the rest of the message is in.
    func answerAtOnce(_ response: Response) {
        if case .ignoring = intake {} else { intake = .discarding(limits.discardedBodyBytes) }
        sendWhole(response)
        if !isHandling { releasePlace() }
    }

    /// Answers with a refusal of the server's own.
    func refuse(_ refusal: HTTPRefusal) {
        if let limit = refusal.limit { server.metrics.count(limit) }
        exchange?.body = nil
        if refusal.closesConnection { ignoreRest() }
        answerAtOnce(refusal.response)
    }

    /// Refuses where no head could be read.
    func refuseUnread(_ refusal: HTTPRefusal) {
        exchange = Exchange(methodName: "-", startedAt: headStartedAt ?? .now())
        refuse(refusal)
    }

    private func sendWhole(_ response: Response) {
        guard let isHead = exchange?.isHead else { return }
        let keeps = settleBody() && keepsConnection(after: response)
        let body = response.body.storage
        let isSent = !isHead && !response.status.forbidsContent
        let isInline = (response.body.length ?? 0) <= Self.inlineBodyBytes
        do throws(ResponseEncoder.InvalidField) {
            try ResponseEncoder.encodeHead(
                response, framing: wholeFraming(response), connection: option(keeps), date: loop.dateLine,
                inlineBody: isSent && isInline ? body : .empty, into: &out)
        } catch {
            return sendWhole(server.hooks.respondToError(error, exchange?.request).withoutFields)
        }
        if isSent, !isInline { writeLarge(body) }
        exchange?.status = response.status
        exchange?.responseBytes = isSent ? response.body.length ?? 0 : 0
        finishExchange(keeps: keeps, ending: .answered)
    }

    private func wholeFraming(_ response: Response) -> ResponseFraming {
        if response.status.forbidsContent { return .none }
        if let length = response.body.length { return .length(length) }
        // HEAD of a stream: what GET would say.
        return exchange?.minorVersion == 0 ? .untilClose : .chunked
    }

    private func writeLarge(_ body: ResponseBody.Storage) {
        let buffer: ByteBuffer
        switch body {
        case .buffer(let ready): buffer = ready
        case .text(let text): buffer = ByteBuffer(string: text)
        case .empty, .stream: return
        }
        writeBehindHead(buffer)
    }

    /// Queues what is encoded and then `buffer`, without a copy.
    func writeBehindHead(_ buffer: ByteBuffer) {
        guard let context else { return }
        context.write(wrapOutboundOut(out), promise: nil)
        out.clear()
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    func option(_ keeps: Bool) -> ConnectionOption {
        guard keeps else { return .close }
        return exchange?.minorVersion == 0 ? .keepAlive : .unsaid
    }

    /// Whether another request may follow this response, as far as the heads and the server's state say.
    func keepsConnection(after response: Response) -> Bool {
        guard let exchange, exchange.framing?.keepsConnection == true, !exchange.closesConnection else { return false }
        // What has been read already is answered before the connection ends.
        if loop.isDraining || inputIsClosed, waiting.isEmpty { return false }
        guard let wish = response.fields["connection"] else { return true }
        return !wish.isEqualIgnoringASCIICase(to: "close")
    }

    /// Deals with a request body that has not been read to its end; false if the connection cannot go on for it.
    func settleBody() -> Bool {
        switch intake {
        case .awaitingHead: return true
        case .ignoring: return false
        case .buffering, .discarding, .streaming: break
        }
        if case .streaming(let stream) = intake { stream.finish(.failure(.connectionClosed)) }
        let length = exchange?.framing?.contentLength ?? 0
        let rest = length - (exchange?.requestBytes ?? 0)
        // Whether a client that waits for 100 Continue will send its body now cannot be known.
        guard rest <= limits.discardedBodyBytes, exchange?.awaitsContinue != true else {
            ignoreRest()
            return false
        }
        if case .discarding = intake { return true }
        intake = .discarding(limits.discardedBodyBytes)
        return true
    }

    /// The response is out: tells of it and makes room for the next request.
    func finishExchange(keeps: Bool, ending: RequestSummary.Ending) {
        let now = NIODeadline.now()
        report(now: now, ending: ending)
        exchange = nil
        idleSince = now
        if keeps {
            flushSoon()
            resumeReading()
        } else {
            closeAfterFlush()
        }
    }

    func report(now: NIODeadline, ending: RequestSummary.Ending) {
        guard let exchange else { return }
        server.hooks.finished(
            RequestSummary(
                route: exchange.route?.pattern, method: exchange.methodName, status: exchange.status ?? 499,
                requestBytes: exchange.requestBytes, responseBytes: exchange.responseBytes,
                duration: Duration(now - exchange.startedAt), remoteAddress: remoteAddress, ending: ending))
    }
}

extension Response {
    /// For an error about fields: whatever they are, they are not sent.
    fileprivate var withoutFields: Response {
        Problem(status: status.code >= 500 ? status : .internalServerError, detail: "The request failed.").response()
    }
}
