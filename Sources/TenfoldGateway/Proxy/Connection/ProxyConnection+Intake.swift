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
        guard !isTaking, isOpen, !isBackground else { return }
        if isTunnel { return setReading(serverTakesMore) }
        if let waiting = inbox.take() { return take(waiting) }
        // The end of a body may be known only now that its last bytes are gone.
        if isActive, !requestEnded, !isHeld { return take(ByteBuffer()) }
        if inputIsClosed, !isActive { return closeAfterFlush() }
        keep(ByteBuffer())
    }

    /// Goes on behind a head that was held: its body, if it has one, or its end.
    func advanceBehindHeldHead() {
        guard !isTaking, isOpen else { return }
        take(inbox.take() ?? ByteBuffer())
    }

    private func take(_ bytes: ByteBuffer) {
        if isTunnel { return sendThrough(bytes) }
        isTaking = true
        var unread = bytes
        do throws(HTTPRefusal) {
            while isOpen, !isTunnel, mayTake, try takeNext(&unread) {}
        } catch {
            refuse(error)
        }
        isTaking = false
        if isTunnel { return sendThrough(unread) }
        keep(unread)
    }

    /// A request behind the present one waits for its end, a body for its server, and all for who it is of.
    private var mayTake: Bool {
        guard isActive else { return true }
        guard !requestEnded, !isHeld else { return false }
        return isCollecting || reader.isAtEndOfMessage
            || unsent.readableBytes < proxy.limits.waitingBytes && serverTakesMore
    }

    /// It waits until it is known who it is of, or for the answer to another.
    var isHeld: Bool { heldHead != nil || waitingTurn != nil }

    var serverTakesMore: Bool { attempt?.connection?.isWritable ?? true }

    /// Holds what could not be taken, and reads on only where more of it would be of use.
    private func keep(_ unread: ByteBuffer) {
        guard isOpen else { return }
        if unread.readableBytes > 0 { inbox = unread }
        let reads = mayTake || unread.readableBytes < proxy.limits.waitingBytes && isActive && requestEnded
        if !reads, !isReadHeld { proxy.metrics.count(.waitingBytes) }
        setReading(reads)
    }

    /// False where the bytes do not suffice.
    private func takeNext(_ unread: inout ByteBuffer) throws(HTTPRefusal) -> Bool {
        switch try reader.next(unread.readableBytesSpan) {
        case .needsMore(let consumed):
            try pass(&unread, consumed)
            noteWait(unread)
            return false
        case .head:
            let head = reader.head
            begin(head, unread)
            unread.moveReaderIndex(forwardBy: head.byteCount)
        case .data(let skip, let count): try pass(&unread, skip + count)
        case .end(let consumed):
            try pass(&unread, consumed)
            endOfRequest()
        }
        return true
    }

    /// Bytes of the body, with the framing of its chunks.
    private func pass(_ unread: inout ByteBuffer, _ count: Int) throws(HTTPRefusal) {
        guard count > 0, let piece = unread.readSlice(length: count) else { return }
        progressBytes += count
        guard isActive, !responseWasLocal else { return }
        receivedBytes += count
        if let limit = route?.route.bodyBytes, receivedBytes > limit { throw bodyTooLarge(limit) }
        if mirrored != nil { mirror(piece) }
        if let connection = attempt?.connection, unsent.readableBytes == 0 {
            connection.write(piece)
        } else {
            unsent.writeImmutableBuffer(piece)
        }
    }

    func bodyTooLarge(_ limit: Int) -> HTTPRefusal {
        proxy.metrics.count(.bodyBytes)
        return HTTPRefusal(.contentTooLarge, "The body is larger than the \(limit) bytes allowed here.")
    }

    private func noteWait(_ unread: ByteBuffer) {
        if !isActive, unread.readableBytes > 0, headSince == nil { headSince = .now() }
    }

    private func endOfRequest() {
        requestEnded = true
        if mirrored != nil { mirrorEnded() }
        if isCollecting { return collected() }
        if !isActive, closesAfterwards { closeAfterFlush() }
    }

    private func begin(_ head: RequestHeadIndex, _ bytes: ByteBuffer) {
        headSince = nil
        isActive = true
        requestEnded = false
        responseBegan = false
        receivedBytes = 0
        sentBytes = 0
        status = 0
        isHead = head.method == .head
        isHTTP10 = head.flags.contains(.http10)
        closesAfterwards = !head.flags.keepsConnection || proxy.isDraining
        startedAt = .now()
        (progressSince, progressBytes) = (startedAt, 0)
        decide(head, bytes)
    }
}
