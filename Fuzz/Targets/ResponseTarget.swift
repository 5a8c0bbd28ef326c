import TenfoldCore
import TenfoldHTTP

/// What our client takes from servers, and what processes of a stage tell each other of sessions.
extension FuzzTarget {
    /// However a response comes in, it is the same response.
    static let responses = FuzzTarget(checking: "responses") { bytes in
        let whole = try ResponseTranscript(bytes, piece: max(1, bytes.count))
        for piece in [1, 2, 7] {
            let parts = try ResponseTranscript(bytes, piece: piece)
            try BrokenPromise.unless(parts == whole, "in pieces of \(piece): \(parts), whole: \(whole)")
        }
    }

    /// What is read of a session is written again as it was.
    static let sessions = FuzzTarget(checking: "sessions") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        guard let entries = SessionText.read(text) else { return }
        try BrokenPromise.unless(entries.count <= Session.maximumEntries, "\(entries.count) entries")
        let again = SessionText.read(SessionText.write(entries))
        try BrokenPromise.unless(again == entries, "\(entries) became \(String(describing: again))")
    }
}

/// What a reader made of some bytes that came in pieces.
private struct ResponseTranscript: Equatable {
    var heads = 0
    var body: [UInt8] = []
    var isWhole = false
    var isRefused = false

    init(_ bytes: [UInt8], piece: Int) throws {
        var reader = ResponseReader(limits: HTTPLimits())
        reader.begin(toHead: false)
        var held: [UInt8] = []
        var rest = bytes[...]
        // Every event but the first of a head takes bytes away.
        for _ in 0...(bytes.count * 2 + 64) {
            guard let event = try? reader.next(held.span.bytes) else {
                isRefused = true
                return
            }
            if case .needsMore(let consumed) = event {
                held.removeFirst(consumed)
                if rest.isEmpty { return }
                held += rest.prefix(piece)
                rest = rest.dropFirst(piece)
                continue
            }
            take(event, of: reader, &held)
            if isWhole { return }
        }
        throw BrokenPromise(what: "the reader makes no progress")
    }

    private mutating func take(
        _ event: ResponseReader.Event, of reader: borrowing ResponseReader, _ held: inout [UInt8]
    ) {
        switch event {
        case .needsMore: return
        case .interim(let consumed): held.removeFirst(consumed)
        case .head:
            heads += 1
            held.removeFirst(reader.head.byteCount)
        case .data(let skip, let count):
            body += held[skip..<(skip + count)]
            held.removeFirst(skip + count)
        case .end(let consumed):
            held.removeFirst(consumed)
            isWhole = true
        }
    }
}
