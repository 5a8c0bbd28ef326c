import NIOCore

/// Writes streamed responses.
extension Connection {
    /// Pieces up to here are copied together with their framing.
    private static let copiedPieceBytes = 4096

    func sendStream(
        _ response: Response, length: Int?, write: @Sendable (ResponseWriter) async throws -> Void
    ) async {
        guard begin(response, length: length) else { return }
        do {
            try await write(ResponseWriter(connection: self))
            try finishStream()
        } catch {
            // The head is out, so the client can only be told by an early end.
            guard isOpen else { return }
            flush()
            cut()
        }
    }

    private func begin(_ response: Response, length: Int?) -> Bool {
        let framing: ResponseFraming =
            if let length { .length(length) } else { exchange.minorVersion == 0 ? .untilClose : .chunked }
        let keeps = framing != .untilClose && keepsConnection(after: response)
        do throws(ResponseEncoder.InvalidField) {
            try encode(response, framing, option(keeps))
        } catch {
            refuse(HTTPRefusal(.internalServerError, "The request failed.", closesConnection: false))
            return false
        }
        exchange.status = response.status
        exchange.streamFraming = framing
        exchange.closesConnection = !keeps
        flushSoon()
        return true
    }

    /// Encodes and sends a piece; false if the writer should wait. On the loop only.
    func writeStreamed(_ buffer: ByteBuffer) throws -> Bool {
        guard isOpen, exchange.isActive, let framing = exchange.streamFraming else {
            throw ResponseWriterError.connectionClosed
        }
        let count = buffer.readableBytes
        switch framing {
        case .length(let rest):
            guard count <= rest else { throw ResponseWriterError.tooLong }
            exchange.streamFraming = .length(rest - count)
            writePiece(buffer)
        case .chunked:
            outBytes += out.writeString(String(count, radix: 16))
            append("\r\n")
            writePiece(buffer)
            append("\r\n")
        case .untilClose, .none:
            writePiece(buffer)
        }
        exchange.responseBytes += count
        flushSoon()
        return isWritable
    }

    private func writePiece(_ buffer: ByteBuffer) {
        if buffer.readableBytes <= Self.copiedPieceBytes {
            append(buffer)
        } else {
            writeBehindHead(buffer)
        }
    }

    private func finishStream() throws {
        guard isOpen, exchange.isActive, let framing = exchange.streamFraming else {
            throw ResponseWriterError.connectionClosed
        }
        switch framing {
        case .length(let rest): guard rest == 0 else { throw ResponseWriterError.tooShort }
        case .chunked: append("0\r\n\r\n")
        case .untilClose, .none: break
        }
        let announced = exchange.closesConnection == false
        let settled = settleBody()
        let isLast = (loop.isDraining || inputIsClosed) && !holdsInbox
        finishExchange(keeps: announced && settled && !isLast, ending: .answered)
    }

    // MARK: Waiting

    /// Suspends while the client is slower than its response.
    func untilWritable() async throws {
        let isUp = await withCheckedContinuation { continuation in
            if eventLoop.inEventLoop {
                waitUntilWritable(continuation)
            } else {
                eventLoop.execute { self.waitUntilWritable(continuation) }
            }
        }
        if !isUp { throw ResponseWriterError.connectionClosed }
    }

    private func waitUntilWritable(_ continuation: CheckedContinuation<Bool, Never>) {
        guard isOpen else { return continuation.resume(returning: false) }
        guard !isWritable else { return continuation.resume(returning: true) }
        writers.append(continuation)
    }

    func resumeWriters() {
        guard !writers.isEmpty else { return }
        let resumed = writers
        writers.removeAll()
        for writer in resumed { writer.resume(returning: isOpen) }
    }

    /// Does something on the loop for a task that runs elsewhere.
    func onLoop<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            eventLoop.execute { continuation.resume(with: Result { try work() }) }
        }
    }
}
