/// The first line of a head, and what the head says.
protocol HeadStartLine {
    associatedtype Index: HeadIndex

    init(limits: HTTPLimits)

    /// For the next message.
    mutating func reset()

    /// True once the line is behind `position`; false if it needs more bytes, and goes on from where it stopped.
    mutating func parse(
        _ bytes: RawSpan, from position: inout Int, to end: Int, into index: inout Index
    ) throws(HTTPRefusal) -> Bool
}

/// A strict parser of heads, of requests as of responses (RFC 9112): it refuses and never repairs.
///
/// Resumable: call `parse` again with the same bytes and what has come since. It goes on at the byte where it stopped,
/// so a head that comes byte by byte costs linear time, and what it answers depends on the bytes alone, not on how
/// they were split. After a refusal it must not be asked again.
struct HeadParser<StartLine: HeadStartLine> {
    /// Valid after `parse` returned true.
    var index = StartLine.Index()
    /// Bytes before it have been judged.
    private(set) var position = 0
    /// The head is complete, and `reset` has not been called since.
    private(set) var isDone = false
    private(set) var startLine: StartLine

    private var lines: FieldLineParser
    private let byteLimit: Int

    init(limits: HTTPLimits) {
        // Offsets are 16-bit, whatever is configured.
        byteLimit = min(limits.headerBytes, Int(UInt16.max))
        startLine = StartLine(limits: limits)
        lines = FieldLineParser(fieldLimit: limits.headerCount)
    }

    /// Hands the index of a complete head over and is ready for the next message. The other index is used again, so that
    /// each keeps its capacity.
    mutating func finish(into other: inout StartLine.Index) {
        swap(&index, &other)
        reset()
    }

    /// For the next message.
    mutating func reset() {
        index.clear()
        position = 0
        isDone = false
        startLine.reset()
        lines.reset()
    }

    /// True once the head is complete; false if it needs more. The bytes always begin with the first of the head.
    mutating func parse(_ bytes: RawSpan) throws(HTTPRefusal) -> Bool {
        if isDone { return true }
        let end = min(bytes.byteCount, byteLimit)
        if try startLine.parse(bytes, from: &position, to: end, into: &index),
            try lines.parse(bytes, from: &position, to: end, into: &index)
        {
            index.byteCount = position
            isDone = true
            return true
        }
        if bytes.byteCount >= byteLimit { throw .headTooLarge(limit: byteLimit) }
        return false
    }
}
