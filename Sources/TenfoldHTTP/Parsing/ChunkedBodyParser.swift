/// Finds the data in a chunked body (RFC 9112, section 7.1). Strict, and never copies: it says which bytes are data.
///
/// Resumable at every byte: each step consumes the framing that it has seen, so it is given only what is unread. What
/// it answers does not depend on how the bytes were split. After a refusal or the end it must not be asked again.
struct ChunkedBodyParser {
    enum Step: Equatable {
        /// That many bytes were framing and are done with; what follows has not come.
        case needsMore(consumed: Int)
        /// Behind `skip` bytes of framing come `count` bytes of data, one at least; all are done with.
        case data(skip: Int, count: Int)
        /// The message ended behind that many bytes.
        case end(consumed: Int)
    }

    private enum Stage {
        case firstDigit, digits, extensions, sizeLineFeed, data, dataReturn, dataLineFeed
        case trailers, end
    }

    private var stage = Stage.firstDigit
    /// Of the chunk: while its size is read, what of it is known; then what is left of its data.
    private var size = 0
    private var digitCount = 0
    private var extensions: ChunkExtensions
    private var trailers: TrailerParser

    init(limits: HTTPLimits) {
        extensions = ChunkExtensions(byteLimit: limits.headerBytes)
        trailers = TrailerParser(limits: limits)
    }

    /// For the next message.
    mutating func reset() {
        stage = .firstDigit
        size = 0
        digitCount = 0
        extensions.reset()
        trailers.reset()
    }

    /// The bytes begin with the first that no step has consumed.
    mutating func next(_ bytes: RawSpan) throws(HTTPRefusal) -> Step {
        var offset = 0
        while offset < bytes.byteCount {
            if stage == .data { return takeData(behind: offset, of: bytes.byteCount) }
            try take(bytes.byte(at: offset))
            offset &+= 1
            if stage == .end { return .end(consumed: offset) }
        }
        return .needsMore(consumed: offset)
    }

    private mutating func takeData(behind skip: Int, of byteCount: Int) -> Step {
        let count = min(size, byteCount &- skip)
        size &-= count
        if size == 0 { stage = .dataReturn }
        return .data(skip: skip, count: count)
    }

    /// Takes in a byte of framing.
    @inline(__always)
    private mutating func take(_ byte: UInt8) throws(HTTPRefusal) {
        switch stage {
        case .firstDigit, .digits: try takeSize(byte)
        case .extensions: if try extensions.take(byte) { stage = .sizeLineFeed }
        case .sizeLineFeed:
            try expect(byte, 0x0A)
            stage = size > 0 ? .data : .trailers
        case .dataReturn:
            try expect(byte, 0x0D)
            stage = .dataLineFeed
        case .dataLineFeed:
            try expect(byte, 0x0A)
            stage = .firstDigit
            digitCount = 0
        case .trailers: if try trailers.take(byte) { stage = .end }
        case .data, .end: break
        }
    }

    @inline(__always)
    private mutating func takeSize(_ byte: UInt8) throws(HTTPRefusal) {
        if let digit = ASCII.hexadecimalDigit(byte) {
            // 15 digits always fit in 63 bits.
            guard digitCount < 15 else { throw .badChunk }
            size = size &<< 4 | digit
            digitCount &+= 1
            stage = .digits
        } else {
            guard stage == .digits else { throw .badChunk }
            switch byte {
            case 0x0D: stage = .sizeLineFeed
            case 0x3B: try beginExtensions()
            default: throw .badChunk
            }
        }
    }

    private mutating func beginExtensions() throws(HTTPRefusal) {
        stage = .extensions
        _ = try extensions.take(0x3B)
    }

    @inline(__always)
    private func expect(_ byte: UInt8, _ wanted: UInt8) throws(HTTPRefusal) {
        guard byte == wanted else { throw .badChunk }
    }
}

extension HTTPRefusal {
    static let badChunk = HTTPRefusal.syntax("A chunk is a hexadecimal size, CR LF, that many bytes, and CR LF.")
}

extension ASCII {
    @inline(__always)
    fileprivate static func hexadecimalDigit(_ byte: UInt8) -> Int? {
        if byte &- 0x30 < 10 { return Int(byte &- 0x30) }
        let letter = byte | 0x20
        return letter &- 0x61 < 6 ? Int(letter &- 0x61 &+ 10) : nil
    }
}
