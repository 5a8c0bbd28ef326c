import NIOCore
import TenfoldCore

/// Writes responses.
extension Connection {
    /// Bodies up to here are copied behind their head; larger ones are sent from where they are.
    private static let inlineBodyBytes = 16 * 1024

    /// Sends a response that is here already; false if it has to be awaited.
    func sendAtOnce(_ response: Response) -> Bool {
        switch response.body.storage {
        case .stream: guard exchange.isActive, exchange.isHead || response.status.forbidsContent else { return false }
        case .upgrade: return false
        case .empty, .buffer, .text: break
        }
        if isOpen, exchange.isActive { sendWhole(response) }
        return true
    }

    /// Sends a response that takes its time.
    func send(_ response: Response) async {
        guard isOpen, exchange.isActive else { return }
        switch response.body.storage {
        case .stream(let length, let write): await sendStream(response, length: length, write: write)
        case .upgrade(let run): await sendUpgrade(response, run: run)
        case .empty, .buffer, .text: sendWhole(response)
        }
    }

    /// Under which ids the client can find its request, where answers say so.
    var identified: RequestContent? { server.tellsIdentity && exchange.hasHead ? content : nil }

    /// Answers without a handler, before the rest of the message is in.
    func answerAtOnce(_ response: Response) {
        if !intake.isIgnoring, exchange.hasBody { intake = .discarding(limits.discardedBodyBytes) }
        sendWhole(response)
        if !isHandling { releasePlace() }
    }

    /// Answers with a refusal of the server's own.
    func refuse(_ refusal: HTTPRefusal) {
        if let limit = refusal.limit { server.metrics.count(limit) }
        exchange.body = nil
        if refusal.closesConnection { ignoreRest() }
        answerAtOnce(refusal.response)
    }

    /// Refuses where no head could be read.
    func refuseUnread(_ refusal: HTTPRefusal) {
        exchange.beginWithoutHead(at: headStartedAt ?? .now())
        refuse(refusal)
    }

    func sendWhole(_ response: Response) {
        let isHead = exchange.isHead
        let keeps = settleBody() && keepsConnection(after: response)
        let body = response.body.storage
        let isSent = !isHead && !response.status.forbidsContent
        let isInline = (response.body.length ?? 0) <= Self.inlineBodyBytes
        do throws(ResponseEncoder.InvalidField) {
            try encode(response, wholeFraming(response), option(keeps), inlineBody: isSent && isInline ? body : .empty)
        } catch {
            return sendWhole(
                server.hooks.respondToError(error, exchange.hasHead ? Request(content) : nil).withoutFields)
        }
        if isSent, !isInline { writeLarge(body) }
        exchange.status = response.status
        exchange.responseBytes = isSent ? response.body.length ?? 0 : 0
        finishExchange(keeps: keeps, ending: .answered)
    }

    private func wholeFraming(_ response: Response) -> ResponseFraming {
        if response.status.forbidsContent { return .none }
        if let length = response.body.length { return .length(length) }
        // HEAD of a stream: what GET would say.
        return exchange.minorVersion == 0 ? .untilClose : .chunked
    }

    private func writeLarge(_ body: ResponseBody.Storage) {
        let buffer: ByteBuffer
        switch body {
        case .buffer(let ready): buffer = ready
        case .text(let text): buffer = ByteBuffer(string: text)
        case .empty, .stream, .upgrade: return
        }
        writeBehindHead(buffer)
    }

    /// Queues what is encoded and then `buffer`, without a copy.
    func writeBehindHead(_ buffer: ByteBuffer) {
        guard let context else { return }
        context.write(wrapOutboundOut(out), promise: nil)
        out.clear()
        outBytes = 0
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    func option(_ keeps: Bool) -> ConnectionOption {
        guard keeps else { return .close }
        return exchange.minorVersion == 0 ? .keepAlive : .unsaid
    }

    /// Whether another request may follow this response, as far as the heads and the server's state say.
    func keepsConnection(after response: Response) -> Bool {
        guard exchange.mayKeepConnection, !exchange.closesConnection else { return false }
        // What has been read already is answered before the connection ends.
        if loop.isDraining || inputIsClosed, !holdsInbox { return false }
        guard let wish = response.fields["connection"] else { return true }
        return !wish.isEqualIgnoringASCIICase(to: "close")
    }

    /// Deals with a request body that has not been read to its end; false if the connection cannot go on for it.
    func settleBody() -> Bool {
        switch intake {
        case .awaitingHead: return true
        case .ignoring, .upgraded: return false
        case .buffering, .discarding, .streaming: break
        }
        if case .streaming(let stream) = intake { stream.finish(.failure(.connectionClosed)) }
        let rest = content.index.contentLength - exchange.requestBytes
        // Whether a client that waits for 100 Continue will send its body now cannot be known.
        guard rest <= limits.discardedBodyBytes, !exchange.awaitsContinue else {
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
        exchange.end()
        releaseContent()
        idleSince = now
        if keeps {
            flushSoon()
            resumeReading()
        } else {
            closeAfterFlush()
        }
    }

    func report(now: NIODeadline, ending: RequestSummary.Ending) {
        guard exchange.isActive else { return }
        let status = exchange.status ?? 499
        let meter = exchange.route?.route.meter
        meter?.record(status, nanoseconds: (now - exchange.startedAt).nanoseconds)
        if let finished = server.hooks.finished { finished(summary(status, now: now, ending: ending)) }
        if exchange.route == nil, let finished = server.hooks.finishedWithoutRoute {
            finished(summary(status, now: now, ending: ending))
        }
    }

    private func summary(
        _ status: HTTPStatus, now: NIODeadline, ending: RequestSummary.Ending
    ) -> RequestSummary {
        RequestSummary(
            route: exchange.route?.route.pattern, method: exchange.hasHead ? content.methodName : "-", status: status,
            requestBytes: exchange.requestBytes, responseBytes: exchange.responseBytes,
            duration: Duration(now - exchange.startedAt), remoteAddress: remoteAddress, ending: ending)
    }

}

extension Response {
    /// For an error about fields: whatever they are, they are not sent.
    fileprivate var withoutFields: Response {
        Problem(status: status.code >= 500 ? status : .internalServerError, detail: "The request failed.").response()
    }
}
