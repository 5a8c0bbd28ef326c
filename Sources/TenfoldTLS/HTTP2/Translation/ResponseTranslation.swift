import NIOCore
import NIOHPACK
import TenfoldHTTP

/// What of a response goes out as one frame.
enum ResponseFrame: Equatable {
    case headers(HPACKHeaders, ends: Bool)
    case data(ByteBuffer, ends: Bool)
}

/// The frames of a stream out of the bytes of a response in HTTP/1.1. Data is passed on without a copy.
struct ResponseTranslation: ~Copyable {
    private var reader: ResponseReader
    private var tail = ChunkedTail()
    /// The beginning of what the reader needs more of.
    private var unread: ByteBuffer?
    /// The next frame: it goes out once it is known whether it is the last.
    private var next: ResponseFrame?
    private var frames: [ResponseFrame] = []
    private(set) var hasEnded = false

    /// - Parameter limits: those of the handler that writes the response.
    init(limits: HTTPLimits) {
        // What the handler adds to a head that was just within its limits is no reason to refuse it.
        var limits = limits
        limits.headerBytes += 4096
        limits.headerCount += 16
        reader = ResponseReader(limits: limits)
    }

    /// The request is known.
    mutating func begin(toHead: Bool) { reader.begin(toHead: toHead) }

    /// The frames that the bytes complete. What comes behind the response is dropped.
    mutating func take(_ bytes: ByteBuffer) throws(HTTPRefusal) -> [ResponseFrame] {
        var bytes = bytes
        if var waiting = unread.take() {
            waiting.writeImmutableBuffer(bytes)
            bytes = waiting
        }
        while !hasEnded, try takeNext(&bytes) {}
        send()
        defer { frames = [] }
        return frames
    }

    /// The response is whole, as its writer knows: the frame that ends the stream, if nothing else could have told the end.
    mutating func takeEnd() -> [ResponseFrame] {
        guard !hasEnded, reader.endsWithConnection else { return [] }
        hasEnded = true
        return [.data(ByteBuffer(), ends: true)]
    }

    /// False where the bytes do not suffice.
    private mutating func takeNext(_ bytes: inout ByteBuffer) throws(HTTPRefusal) -> Bool {
        switch try reader.next(bytes.readableBytesSpan) {
        case .needsMore(let consumed):
            if let framing = bytes.readSlice(length: consumed) { tail.add(framing) }
            if bytes.readableBytes > 0 { unread = bytes }
            return false
        case .interim(let consumed):
            if let head = bytes.readSlice(length: consumed) {
                send(.headers(HPACKHeaders(responseHead: head), ends: false))
            }
        case .head:
            if let head = bytes.readSlice(length: reader.head.byteCount) {
                send(.headers(HPACKHeaders(responseHead: head), ends: false))
            }
        case .data(let skip, let count):
            tail.clear()
            bytes.moveReaderIndex(forwardBy: skip)
            if let data = bytes.readSlice(length: count) { send(.data(data, ends: false)) }
        case .end(let consumed):
            if let framing = bytes.readSlice(length: consumed) { tail.add(framing) }
            end()
        }
        return true
    }

    private mutating func end() {
        hasEnded = true
        if let trailers = tail.trailers { return send(.headers(trailers, ends: true)) }
        switch next.take() {
        case .headers(let headers, _): send(.headers(headers, ends: true))
        case .data(let data, _): send(.data(data, ends: true))
        case nil: send(.data(ByteBuffer(), ends: true))
        }
    }

    /// Sends the one before, and then perhaps this.
    private mutating func send(_ frame: ResponseFrame? = nil) {
        if let next { frames.append(next) }
        next = frame
    }
}
