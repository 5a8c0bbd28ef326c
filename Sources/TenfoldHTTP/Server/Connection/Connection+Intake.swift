import NIOCore
import TenfoldCore

/// Takes bytes in: heads in order, one at a time, each judged before anything behind it is looked at.
extension Connection {
    /// What the client sent. What cannot be taken yet waits in `inbox`.
    func receive(_ bytes: ByteBuffer) {
        guard isOpen else { return }
        if holdsInbox {
            inbox.writeImmutableBuffer(bytes)
            advance()
        } else if intake.isAwaitingHead, !exchange.isActive, isWritable {
            takeHead(of: bytes)
            if holdsInbox { advance() }
        } else {
            putInInbox(bytes)
            advance()
        }
        if isReady { wake() }
    }

    /// Takes what can be taken: the present message's body, and the next head once nothing is being answered.
    func advance() {
        while isOpen {
            switch intake {
            case .awaitingHead:
                guard !exchange.isActive, isWritable else { return }
                guard holdsInbox else { return endIfNothingComes() }
                let bytes = takeInbox()
                guard takeHead(of: bytes) else { return }
            case .buffering, .streaming, .discarding: guard takeBody() else { return }
            case .upgraded(let stream): return hand(to: stream)
            case .ignoring:
                if holdsInbox { _ = takeInbox() }
                return
            }
        }
    }

    // MARK: Inbox

    var inboxBytes: Int { holdsInbox ? inbox.readableBytes : 0 }

    private func putInInbox(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        inbox = bytes
        holdsInbox = true
    }

    /// Empties it. An empty buffer of its own lets go of the read buffer, which can then be used again.
    private func takeInbox() -> ByteBuffer {
        let bytes = inbox
        dropInbox()
        return bytes
    }

    func dropInbox() {
        inbox = ByteBuffer()
        holdsInbox = false
    }

    private func dropFromInbox(_ count: Int) {
        guard holdsInbox else { return }
        if count == inbox.readableBytes { dropInbox() } else { inbox.moveReaderIndex(forwardBy: count) }
    }

    // MARK: Head

    /// Reads one head from the front of `bytes` and leaves the rest in the inbox; false if there is none yet.
    @discardableResult
    private func takeHead(of bytes: ByteBuffer) -> Bool {
        do throws(HTTPRefusal) {
            guard try headParser.parse(bytes.readableBytesSpan) else {
                putInInbox(bytes)
                if headStartedAt == nil { headStartedAt = .now() }
                endIfNothingComes()
                return false
            }
        } catch {
            refuseUnread(error)
            return true
        }
        let content = content
        content.bytes = bytes
        headParser.finish(into: &content.index)
        let head = content.index
        if head.byteCount < bytes.readableBytes {
            var rest = bytes
            rest.moveReaderIndex(forwardBy: head.byteCount)
            putInInbox(rest)
        }
        begin(content, head)
        return true
    }

    private func endIfNothingComes() {
        if inputIsClosed { closeAfterFlush() }
    }

    private func begin(_ content: RequestContent, _ head: RequestHeadIndex) {
        exchange.begin(head, at: headStartedAt ?? .now())
        if headStartedAt != nil { headStartedAt = nil }
        if head.hasBody {
            exchange.awaitsContinue = head.flags.contains(.expectsContinue)
            bodyFraming = BodyFraming(head, limits: limits)
            startProgress()
        }
        content.remoteAddress = remoteAddress
        content.noteFields(of: head)
        if server.tellsIdentity { content.identify() }
        do throws(HTTPRefusal) {
            try route(content, head)
        } catch {
            refuse(error)
        }
    }

    private func route(_ content: RequestContent, _ head: RequestHeadIndex) throws(HTTPRefusal) {
        guard let method = head.method else {
            throw HTTPRefusal(.notImplemented, "This server does not know the method.")
        }
        if head.flags.contains(.asteriskForm) { return answerAtOnce(Response(status: .noContent)) }
        content.method = method
        switch server.router.match(method, head, in: content.bytes) {
        case .found(let route, let parameters): try accept(route, parameters, content, head)
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
        _ route: BoundRoute, _ parameters: PathParameters, _ content: RequestContent, _ head: RequestHeadIndex
    ) throws(HTTPRefusal) {
        exchange.route = route
        if head.contentLength > route.bodyLimit { throw .bodyTooLarge(limit: route.bodyLimit) }
        guard server.metrics.admitRequest(limit: limits.requestsInFlight) else { throw .overloaded }
        holdsPlace = true
        if !parameters.isEmpty { content.parameters = parameters }
        guard head.hasBody else { return startHandler(route, at: exchange.startedAt) }
        if case .streamed = route.route.bodyMode {
            let stream = BodyStream(loop: eventLoop, limit: route.bodyLimit, connection: self)
            intake = .streaming(stream)
            content.body = RequestBody(stream: stream)
            startHandler(route, at: .now())
        } else {
            intake = .buffering(limit: route.bodyLimit)
            if exchange.awaitsContinue { sendContinue() }
        }
    }

    private func startHandler(_ route: BoundRoute, at start: NIODeadline) {
        isReady = true
        if let timeout = route.timeout { exchange.deadline = start + timeout }
    }

    // MARK: Body

    /// Takes the next piece of the body; false if it has not come yet.
    private func takeBody() -> Bool {
        do throws(HTTPRefusal) {
            if try takePiece() { return true }
        } catch {
            bodyIsMalformed(error)
            return true
        }
        // Nobody is left to be told.
        if inputIsClosed { cut() }
        return false
    }

    private func takePiece() throws(HTTPRefusal) -> Bool {
        switch bodyFraming {
        case .length(0):
            bodyEnded()
            return true
        case .length(let rest):
            let count = min(rest, inboxBytes)
            guard count > 0 else { return false }
            bodyFraming = .length(rest - count)
            takePiece(count)
            return true
        case .chunked(var parser):
            guard holdsInbox else { return false }
            let bytes = inbox
            let step = try parser.next(bytes.readableBytesSpan)
            bodyFraming = .chunked(parser)
            return take(step)
        }
    }

    private func take(_ step: ChunkedBodyParser.Step) -> Bool {
        switch step {
        case .needsMore(let consumed):
            dropFromInbox(consumed)
            return false
        case .data(let skip, let count):
            dropFromInbox(skip)
            takePiece(count)
        case .end(let consumed):
            dropFromInbox(consumed)
            bodyEnded()
        }
        return true
    }

    private func takePiece(_ count: Int) {
        guard let piece = inbox.readSlice(length: count) else { return }
        if inbox.readableBytes == 0 { dropInbox() }
        progressBytes += count
        exchange.requestBytes += count
        switch intake {
        case .buffering(let limit): buffer(piece, limit: limit)
        case .streaming(let stream):
            guard !stream.push(piece) else { return }
            server.metrics.count(.bodyBytes)
            ignoreRest()
        case .discarding(let budget): discard(piece, budget: budget)
        case .awaitingHead, .ignoring, .upgraded: break
        }
    }

    private func buffer(_ piece: ByteBuffer, limit: Int) {
        guard exchange.requestBytes <= limit else {
            return refuse(.bodyTooLarge(limit: limit))
        }
        if case .some(.none) = exchange.route?.route.bodyMode { return }
        if exchange.body == nil {
            exchange.body = piece
        } else {
            exchange.body?.writeImmutableBuffer(piece)
        }
    }

    private func discard(_ piece: ByteBuffer, budget: Int) {
        let rest = budget - piece.readableBytes
        guard rest < 0 else { return intake = .discarding(rest) }
        server.metrics.count(.discardedBodyBytes)
        ignoreRest()
        if !exchange.isActive { closeAfterFlush() }
    }

    /// The rest of the message is not wanted; the connection cannot go on after it.
    func ignoreRest() {
        intake = .ignoring
        exchange.closesConnection = true
    }

    private func bodyEnded() {
        switch intake {
        case .buffering:
            intake = .awaitingHead
            if let body = exchange.body.take() { content.body = RequestBody(whole: body) }
            if let route = exchange.route { startHandler(route, at: .now()) }
        case .streaming(let stream):
            intake = .awaitingHead
            stream.finish(.success(()))
        case .discarding:
            intake = .awaitingHead
            if !exchange.isActive, loop.isDraining { drainBegan() }
        case .awaitingHead, .ignoring, .upgraded: break
        }
    }

    private func bodyIsMalformed(_ refusal: HTTPRefusal) {
        switch intake {
        case .streaming(let stream):
            ignoreRest()
            stream.finish(.failure(.malformed))
        case .discarding, .ignoring:
            ignoreRest()
            if !exchange.isActive { closeAfterFlush() }
        case .awaitingHead, .buffering, .upgraded: refuse(refusal)
        }
    }

    private func hand(to stream: BodyStream) {
        if holdsInbox { _ = stream.push(takeInbox()) }
        if inputIsClosed { stream.finish(.success(())) }
    }

    // MARK: What the body's reader asks for

    /// The time for progress goes on: a reader awaits anew for each byte of a slow client. Where nobody awaits, `tick`
    /// begins it again.
    func bodyIsAwaited() {
        if exchange.awaitsContinue { sendContinue() }
    }

    func bodyWasTaken() { resumeReading() }

    private func sendContinue() {
        exchange.awaitsContinue = false
        append("HTTP/1.1 100 Continue\r\n\r\n")
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
        return !queueIsFull
    }

    /// Whether what has been read and not handled is as much as may wait.
    private var queueIsFull: Bool {
        // The beginning of a head waits for its rest; the parser bounds it.
        if !exchange.isActive, isWritable { return false }
        return inboxBytes + (intake.stream?.waitingBytes ?? 0) >= limits.waitingBytes
    }

    func holdReading() {
        guard !readIsHeld, isOpen else { return }
        if !intake.isIgnoring { server.metrics.count(.waitingBytes) }
        setReading(false)
    }

    func resumeReading() {
        if readIsHeld, mayRead { setReading(true) }
    }

    func setReading(_ reads: Bool) {
        readIsHeld = !reads
        do {
            try context?.channel.syncOptions?.setOption(.autoRead, value: reads)
        } catch {
            // The channel has closed: nothing is read any more.
        }
    }
}
