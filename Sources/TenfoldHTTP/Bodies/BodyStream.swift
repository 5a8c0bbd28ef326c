import NIOCore

/// A request body between the connection, which pushes pieces, and the handler, which takes them.
///
/// The connection stops reading while more than its bound is waiting here.
// Unchecked: every stored variable is touched only on the connection's loop; `next` goes there first.
final class BodyStream: @unchecked Sendable {
    private let loop: any EventLoop
    private let limit: Int
    /// Nil once the connection has let go of this body.
    private var connection: Connection?
    private var pieces = CircularBuffer<ByteBuffer>()
    private var outcome: Result<Void, RequestBodyError>?
    private var reader: CheckedContinuation<ByteBuffer?, any Error>?
    /// A reader was cancelled before it had begun to wait.
    private var isCancelled = false
    private var receivedBytes = 0
    private(set) var waitingBytes = 0

    init(loop: any EventLoop, limit: Int, connection: Connection) {
        self.loop = loop
        self.limit = limit
        self.connection = connection
    }

    /// Whether someone waits for bytes that have not come.
    var isAwaited: Bool { reader != nil }

    // MARK: The connection's side, on the loop

    /// Takes a piece; false if the body is over its limit with it.
    func push(_ piece: ByteBuffer) -> Bool {
        guard outcome == nil else { return true }
        receivedBytes += piece.readableBytes
        guard receivedBytes <= limit else {
            finish(.failure(.tooLarge(limit: limit)))
            return false
        }
        if let waiting = reader.take() {
            waiting.resume(returning: piece)
        } else {
            pieces.append(piece)
            waitingBytes += piece.readableBytes
        }
        return true
    }

    /// No more comes: the end, or the reason.
    func finish(_ result: Result<Void, RequestBodyError>) {
        guard outcome == nil else { return }
        outcome = result
        connection = nil
        if case .failure = result {
            pieces.removeAll()
            waitingBytes = 0
        }
        guard let waiting = reader.take() else { return }
        waiting.resume(with: result.map { nil }.mapError { $0 })
    }

    // MARK: The handler's side, from anywhere

    func next() async throws -> ByteBuffer? {
        if loop.inEventLoop, let ready = takeReady() { return try ready.get() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                onLoop { self.wait(continuation) }
            }
        } onCancel: {
            loop.execute { self.cancelReader() }
        }
    }

    func collect(upTo bound: Int) async throws -> ByteBuffer {
        guard var whole = try await next() else { return ByteBuffer() }
        guard whole.readableBytes <= bound else { throw RequestBodyError.tooLarge(limit: bound) }
        while var piece = try await next() {
            guard whole.readableBytes + piece.readableBytes <= bound else {
                throw RequestBodyError.tooLarge(limit: bound)
            }
            whole.writeBuffer(&piece)
        }
        return whole
    }

    private func onLoop(_ work: @escaping @Sendable () -> Void) {
        if loop.inEventLoop { work() } else { loop.execute(work) }
    }

    private func takeReady() -> Result<ByteBuffer?, RequestBodyError>? {
        if let piece = pieces.popFirst() {
            waitingBytes -= piece.readableBytes
            connection?.bodyWasTaken()
            return .success(piece)
        }
        return outcome.map { result in result.map { nil } }
    }

    private func wait(_ continuation: CheckedContinuation<ByteBuffer?, any Error>) {
        if let ready = takeReady() { return continuation.resume(with: ready.mapError { $0 }) }
        guard reader == nil else { return continuation.resume(throwing: RequestBodyError.readTwice) }
        guard !isCancelled else { return continuation.resume(throwing: RequestBodyError.cancelled) }
        reader = continuation
        connection?.bodyIsAwaited()
    }

    private func cancelReader() {
        guard let waiting = reader.take() else { return isCancelled = true }
        waiting.resume(throwing: RequestBodyError.cancelled)
    }
}
