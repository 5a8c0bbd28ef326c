import NIOCore
import TenfoldCore

/// Takes requests in: in order, one at a time, each judged at its head.
extension Connection {
    /// Called by the decoder before it looks at new bytes; true if they begin a head, as far as can be told. (Bytes
    /// that follow the end of a message in one read are noticed with the next read.)
    func bytesArrived() -> Bool {
        guard !decoderIsInMessage, headStartedAt == nil else { return false }
        headStartedAt = .now()
        return true
    }

    func receive(_ part: RequestPart) {
        guard isOpen else { return }
        if waiting.isEmpty, canTake(part) { take(part) } else { enqueue(part) }
        if isReady { wake() }
    }

    private func canTake(_ part: RequestPart) -> Bool {
        switch part {
        case .head: exchange == nil && intake.isAwaitingHead
        case .body, .end: !intake.isAwaitingHead
        case .invalid, .cutShort: exchange == nil || !intake.isAwaitingHead
        }
    }

    private func enqueue(_ part: RequestPart) {
        waiting.append(part)
        switch part {
        case .head: waitingHeads += 1
        case .body(let buffer): waitingBytes += buffer.readableBytes
        case .end, .invalid, .cutShort: break
        }
    }

    /// Takes waiting parts until a request is ready or nothing can be taken.
    func pump() {
        guard !waiting.isEmpty else { return }
        while isOpen, !isReady, let part = waiting.first, canTake(part) {
            waiting.removeFirst()
            switch part {
            case .head: waitingHeads -= 1
            case .body(let buffer): waitingBytes -= buffer.readableBytes
            case .end, .invalid, .cutShort: break
            }
            take(part)
        }
        resumeReading()
    }

    private func take(_ part: RequestPart) {
        switch part {
        case .head(let head): takeHead(head)
        case .body(let buffer): takeBody(buffer)
        case .end: takeEnd()
        case .invalid(let refusal): takeInvalid(refusal)
        case .cutShort: cut()
        }
    }

    // MARK: Head

    private func takeHead(_ head: RequestHead) {
        let startedAt = headStartedAt.take() ?? .now()
        exchange = Exchange(methodName: head.methodName, startedAt: startedAt, minorVersion: head.minorVersion)
        do throws(HTTPRefusal) {
            let framing = try RequestFraming(head, limits: limits)
            exchange?.framing = framing
            exchange?.awaitsContinue = framing.expectsContinue && framing.hasBody
            if framing.hasBody { startProgress() }
            try route(head, framing)
        } catch {
            refuse(error)
        }
    }

    private func route(_ head: RequestHead, _ framing: RequestFraming) throws(HTTPRefusal) {
        guard let method = head.method else {
            throw HTTPRefusal(.notImplemented, "This server does not know the method.")
        }
        let target = head.target.utf8.span
        guard let path = RequestTarget.pathRange(in: target) else {
            if method == .options, head.target == "*" { return answerAtOnce(Response(status: .noContent)) }
            throw .syntax("The request target is not a path.")
        }
        switch server.router.match(method, path: target.extracting(path)) {
        case .found(let route, let parameters): try accept(head, framing, method, route, parameters)
        case .notFound: answerAtOnce(Problem(status: .notFound, detail: "There is nothing at this path.").response())
        case .malformed:
            answerAtOnce(Problem(status: .badRequest, detail: "The path has an escape that cannot be read.").response())
        case .methodNotAllowed(let allowed) where method == .options:
            answerAtOnce(Response(status: .noContent, fields: ["allow": allowed.allowValue]))
        case .methodNotAllowed(let allowed):
            let problem = Problem(status: .methodNotAllowed, detail: "This path does not take \(method.rawValue).")
            answerAtOnce(problem.response(fields: ["allow": allowed.allowValue]))
        }
    }

    private func accept(
        _ head: RequestHead, _ framing: RequestFraming, _ method: HTTPMethod, _ route: Route,
        _ parameters: PathParameters
    ) throws(HTTPRefusal) {
        let limit = bodyLimit(of: route)
        if let length = framing.contentLength, length > limit { throw .bodyTooLarge(limit: limit) }
        guard server.metrics.admitRequest(limit: limits.requestsInFlight) else { throw .overloaded }
        holdsPlace = true
        exchange?.route = route
        if framing.hasBody, case .streamed = route.bodyMode {
            let stream = BodyStream(loop: eventLoop, limit: limit, connection: self)
            intake = .streaming(stream)
            makeReady(head, method, parameters, RequestBody(stream: stream))
        } else {
            intake = .buffering(limit: limit)
            // The body is put in when it is whole.
            exchange?.request = request(head, method, parameters, .empty)
            if exchange?.awaitsContinue == true { sendContinue() }
        }
    }

    private func bodyLimit(of route: Route) -> Int {
        switch route.bodyMode {
        case .none: limits.discardedBodyBytes
        case .buffered(let limit), .streamed(let limit): limit
        }
    }

    private func request(
        _ head: RequestHead, _ method: HTTPMethod, _ parameters: PathParameters, _ body: RequestBody
    ) -> Request {
        Request(
            method: method, target: head.target, fields: head.fields, parameters: parameters,
            remoteAddress: remoteAddress, body: body)
    }

    private func makeReady(
        _ head: RequestHead, _ method: HTTPMethod, _ parameters: PathParameters, _ body: RequestBody
    ) {
        exchange?.request = request(head, method, parameters, body)
        startHandler()
    }

    private func startHandler() {
        isReady = true
        guard let started = exchange?.startedAt, let route = exchange?.route else { return }
        // A request without a body starts to be handled when it starts.
        let from = exchange?.framing?.hasBody == true ? NIODeadline.now() : started
        switch route.timeout {
        case .standard: exchange?.deadline = from + TimeAmount(limits.requestTimeout)
        case .after(let timeout): exchange?.deadline = from + TimeAmount(timeout)
        case .never: exchange?.deadline = nil
        }
    }

    // MARK: Body

    private func takeBody(_ piece: ByteBuffer) {
        progressBytes += piece.readableBytes
        exchange?.requestBytes += piece.readableBytes
        switch intake {
        case .buffering(let limit): buffer(piece, limit: limit)
        case .streaming(let stream):
            guard !stream.push(piece) else { return }
            server.metrics.count(.bodyBytes)
            ignoreRest()
        case .discarding(let budget): discard(piece, budget: budget)
        case .awaitingHead, .ignoring: break
        }
    }

    private func buffer(_ piece: ByteBuffer, limit: Int) {
        guard let received = exchange?.requestBytes, received <= limit else {
            return refuse(.bodyTooLarge(limit: limit))
        }
        if case .some(.none) = exchange?.route?.bodyMode { return }
        if exchange?.body == nil {
            exchange?.body = piece
        } else {
            exchange?.body?.writeImmutableBuffer(piece)
        }
    }

    private func discard(_ piece: ByteBuffer, budget: Int) {
        let rest = budget - piece.readableBytes
        guard rest < 0 else { return intake = .discarding(rest) }
        server.metrics.count(.discardedBodyBytes)
        ignoreRest()
        if exchange == nil { closeAfterFlush() }
    }

    /// The rest of the message is not wanted; the connection cannot go on after it.
    func ignoreRest() {
        intake = .ignoring
        exchange?.closesConnection = true
    }

    private func takeEnd() {
        switch intake {
        case .buffering:
            intake = .awaitingHead
            attachBody()
            startHandler()
        case .streaming(let stream):
            intake = .awaitingHead
            stream.finish(.success(()))
        case .discarding:
            intake = .awaitingHead
            if exchange == nil, loop.isDraining { drainBegan() }
        case .awaitingHead, .ignoring: break
        }
    }

    private func attachBody() {
        guard let body = exchange?.body.take(), let bare = exchange?.request else { return }
        exchange?.request = Request(
            method: bare.method, target: bare.target, fields: bare.fields, parameters: bare.parameters,
            remoteAddress: bare.remoteAddress, body: RequestBody(whole: body))
    }

    private func takeInvalid(_ refusal: HTTPRefusal) {
        switch intake {
        case .awaitingHead: refuseUnread(refusal)
        case .buffering: refuse(refusal)
        case .streaming(let stream):
            ignoreRest()
            stream.finish(.failure(.malformed))
        case .discarding, .ignoring:
            ignoreRest()
            if exchange == nil { closeAfterFlush() }
        }
    }

    // MARK: What the body's reader asks for

    func bodyIsAwaited() {
        startProgress()
        if exchange?.awaitsContinue == true { sendContinue() }
    }

    func bodyWasTaken() { resumeReading() }

    private func sendContinue() {
        exchange?.awaitsContinue = false
        out.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
        flushSoon()
    }

    private func startProgress() {
        progressSince = .now()
        progressBytes = 0
    }

    // MARK: Back-pressure

    var mayRead: Bool {
        guard isOpen else { return true }
        if case .ignoring = intake { return false }
        return fullQueue == nil
    }

    /// The limit that what has been read and not handled is at.
    var fullQueue: LimitKind? {
        if waitingHeads >= limits.pipelinedRequests { return .pipelinedRequests }
        var bytes = waitingBytes
        if case .streaming(let stream) = intake { bytes += stream.waitingBytes }
        return bytes >= limits.waitingBodyBytes ? .waitingBodyBytes : nil
    }

    func resumeReading() {
        guard readIsHeld, mayRead else { return }
        readIsHeld = false
        context?.read()
    }
}
