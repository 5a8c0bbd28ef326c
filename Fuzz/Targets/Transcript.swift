import TenfoldHTTP

/// What a request reader made of a connection's bytes, without a trace of how they came.
struct Transcript: Equatable {
    private(set) var lines: [String] = []
    private var body: [UInt8]?

    /// Feeds the bytes in pieces of the sizes that `pieceSize` gives for what is left, as a connection does: what was
    /// not consumed stays in front.
    init(of bytes: [UInt8], pieceSize: (Int) -> Int) throws(BrokenPromise) {
        var reader = RequestReader(limits: HTTPLimits())
        var waiting: [UInt8] = []
        var taken = 0
        while taken < bytes.count {
            let count = pieceSize(bytes.count - taken)
            waiting += bytes[taken..<(taken + count)]
            taken += count
            guard try drain(&reader, &waiting) else { return }
        }
        lines.append(reader.isAtStart ? "between messages" : "in a message")
    }

    /// Takes in what waits; false after a refusal.
    private mutating func drain(_ reader: inout RequestReader, _ waiting: inout [UInt8]) throws(BrokenPromise) -> Bool {
        var eventsWithoutProgress = 0
        while true {
            let event: RequestReader.Event
            do throws(HTTPRefusal) {
                event = try reader.next(waiting.span.bytes)
            } catch {
                lines.append("refused with \(error.status.code): \(error.detail)")
                return false
            }
            let consumed = try take(event, reader, waiting)
            waiting.removeFirst(consumed)
            eventsWithoutProgress = consumed > 0 ? 0 : eventsWithoutProgress + 1
            try BrokenPromise.unless(eventsWithoutProgress < 4, "it goes round without reading: \(event)")
            if case .needsMore = event { return true }
        }
    }

    /// Notes an event, and says how many of the waiting bytes are done with.
    private mutating func take(
        _ event: RequestReader.Event, _ reader: borrowing RequestReader, _ waiting: [UInt8]
    ) throws(BrokenPromise) -> Int {
        let consumed: Int
        switch event {
        case .needsMore(let count): consumed = count
        case .head:
            consumed = reader.head.byteCount
            try check(consumed, waiting)
            try HeadCheck(reader.head, Array(waiting[..<consumed])).run()
            lines.append("head \(reader.head)")
            body = []
        case .data(let skip, let count):
            consumed = skip + count
            try check(consumed, waiting)
            try BrokenPromise.unless(skip >= 0 && count > 0 && body != nil, "data out of place: \(event)")
            body? += waiting[skip..<consumed]
        case .end(let count):
            consumed = count
            if let body { lines.append("body \(body)") }
            try checkLength(reader.head)
            body = nil
        }
        try check(consumed, waiting)
        return consumed
    }

    private func check(_ consumed: Int, _ waiting: [UInt8]) throws(BrokenPromise) {
        try BrokenPromise.unless(
            (0...waiting.count).contains(consumed), "\(consumed) of \(waiting.count) bytes are used")
    }

    private func checkLength(_ head: RequestHeadIndex) throws(BrokenPromise) {
        guard let body else { throw BrokenPromise(what: "an end without a head") }
        guard !head.flags.contains(.chunked) else { return }
        try BrokenPromise.unless(
            body.count == head.contentLength, "a body of \(body.count) bytes for \(head.contentLength)")
    }
}
