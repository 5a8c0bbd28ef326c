import NIOCore
import TenfoldCore
import TenfoldHTTP

/// Takes requests in, one at a time: its head decides where it goes, and its body follows as it comes, in the form in which
/// it comes.
extension ProxyConnection {
    func receive(_ bytes: ByteBuffer) {
        if var waiting = inbox.take() {
            waiting.writeImmutableBuffer(bytes)
            take(waiting)
        } else {
            take(bytes)
        }
    }

    /// Takes what waits, if it can be taken now.
    func advance() {
        guard !isTaking, isOpen else { return }
        if let waiting = inbox.take() { return take(waiting) }
        if inputIsClosed, !isActive { return closeAfterFlush() }
        keep(ByteBuffer())
    }

    private func take(_ bytes: ByteBuffer) {
        isTaking = true
        var unread = bytes
        do throws(HTTPRefusal) {
            while isOpen, mayTake, try takeNext(&unread) {}
        } catch {
            refuse(error)
        }
        isTaking = false
        keep(unread)
    }

    /// A request behind the present one waits for its end, and a body for its server.
    private var mayTake: Bool {
        guard isActive else { return true }
        return !requestEnded && unsent.readableBytes < proxy.limits.waitingBytes && serverTakesMore
    }

    private var serverTakesMore: Bool { attempt?.connection?.isWritable ?? true }

    /// Holds what could not be taken, and reads on only where more of it would be of use.
    private func keep(_ unread: ByteBuffer) {
        guard isOpen else { return }
        if unread.readableBytes > 0 { inbox = unread }
        setReading(mayTake || unread.readableBytes < proxy.limits.waitingBytes && isActive && requestEnded)
    }

    /// False where the bytes do not suffice.
    private func takeNext(_ unread: inout ByteBuffer) throws(HTTPRefusal) -> Bool {
        switch try reader.next(unread.readableBytesSpan) {
        case .needsMore(let consumed):
            pass(&unread, consumed)
            noteWait(unread)
            return false
        case .head:
            let head = reader.head
            begin(head, unread)
            unread.moveReaderIndex(forwardBy: head.byteCount)
        case .data(let skip, let count): pass(&unread, skip + count)
        case .end(let consumed):
            pass(&unread, consumed)
            endOfRequest()
        }
        return true
    }

    /// Bytes of the body, with the framing of its chunks.
    private func pass(_ unread: inout ByteBuffer, _ count: Int) {
        guard count > 0, let piece = unread.readSlice(length: count) else { return }
        progressBytes += count
        guard isActive, !responseWasLocal else { return }
        if let connection = attempt?.connection, unsent.readableBytes == 0 {
            connection.write(piece)
        } else {
            unsent.writeImmutableBuffer(piece)
        }
    }

    private func noteWait(_ unread: ByteBuffer) {
        if !isActive, unread.readableBytes > 0, headSince == nil { headSince = .now() }
    }

    private func endOfRequest() {
        requestEnded = true
        if !isActive, closesAfterwards { closeAfterFlush() }
    }

    // MARK: A head

    private func begin(_ head: RequestHeadIndex, _ bytes: ByteBuffer) {
        headSince = nil
        isActive = true
        requestEnded = false
        responseBegan = false
        isHead = head.method == .head
        isHTTP10 = head.flags.contains(.http10)
        closesAfterwards = !head.flags.keepsConnection || proxy.isDraining
        (progressSince, progressBytes) = (.now(), 0)
        do throws(HTTPRefusal) {
            try sendOn(head, bytes)
        } catch {
            answer(error)
        }
    }

    private func sendOn(_ head: RequestHeadIndex, _ bytes: ByteBuffer) throws(HTTPRefusal) {
        guard !head.hasDotSegment(bytes) else {
            throw HTTPRefusal(
                .badRequest, "A path through a proxy has no segments . and .. in it.", closesConnection: false)
        }
        guard !head.isTrace(bytes) else {
            throw HTTPRefusal(.methodNotAllowed, "TRACE is not sent on.", closesConnection: false)
        }
        guard let route = proxy.routes.find(head, in: bytes) else {
            throw HTTPRefusal(.notFound, "There is no route for this request.", closesConnection: false)
        }
        self.route = route
        unsent.clear()
        try head.forward(bytes, cutting: route.strippedBytes, of: client, into: &unsent)
        repeatable = head.isSafe && !head.hasBody ? unsent : nil
        deadline = .now() + TimeAmount(route.route.timeout)
        tried.removeAll(keepingCapacity: true)
        findServer()
    }
}

extension RequestHeadIndex {
    /// Whether it may be sent twice (RFC 9110, section 9.2.2).
    fileprivate var isSafe: Bool { method == .get || method == .head || method == .options }
}
