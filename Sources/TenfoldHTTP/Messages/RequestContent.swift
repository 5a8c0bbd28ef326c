import NIOCore
import TenfoldCore

/// What a request consists of, as its head's bytes and where the parts lie in them. Text is made only where it is asked
/// for. A connection uses one of these again for each request, unless a handler has kept the last.
// Unchecked: written only by the connection, and by `init`, while no `Request` refers to it; only read after that.
final class RequestContent: @unchecked Sendable {
    /// For a request that did not come over a connection.
    struct Made {
        let target: String
        let fields: HTTPFields
    }

    // These hold without checks of exclusive access: only the parser's `finish` changes the index in place, and nothing
    // the others, and neither calls anything of ours.
    /// Begins with the head; more may follow.
    @exclusivity(unchecked) var bytes = ByteBuffer()
    @exclusivity(unchecked) var index = RequestHeadIndex()
    @exclusivity(unchecked) var remoteAddress = ""
    var method = HTTPMethod.get
    var parameters = PathParameters.none
    var body = RequestBody.empty
    /// Under which id the request is found.
    var requestID = RequestID.none
    /// Its place in a trace.
    var trace = TraceContext.none
    var made: Made?
    private var known: KnownFields = []

    var methodName: String { index.method?.rawValue ?? text(index.methodStart, index.methodEnd) }
    var target: String { made?.target ?? text(index.targetStart, index.targetEnd) }

    /// Lets go of what came from the client.
    func clear() {
        bytes = ByteBuffer()
        if !parameters.isEmpty { parameters = .none }
        body = .empty
    }

    /// The first value of that name, in any case.
    func value(of name: String) -> String? {
        if let made { return made.fields[name] }
        let wanted = name.utf8.span
        let bytes = bytes
        let all = bytes.readableBytesSpan
        for slot in index.fields where slot.isNamed(wanted, in: all) {
            return text(slot.valueStart, slot.valueEnd)
        }
        return nil
    }

    /// The first value of a field that every request is asked for.
    func value(of field: KnownField) -> String? {
        if let made { return made.fields[field.rawValue] }
        return known.contains(KnownFields(field)) ? value(of: field.rawValue) : nil
    }

    /// Notes, in one walk, which known fields there may be: the others are not looked for.
    func noteFields(of head: RequestHeadIndex) { known = KnownFields(of: head) }

    /// Takes up the client's own ids where they are acceptable, and makes new ones where not.
    func identify() {
        var random = TracingRandom()
        requestID =
            value(of: .requestID).flatMap { RequestID($0) }
            ?? RequestID(
                atMilliseconds: SystemWallClock().now().millisecondsSince1970, high: random.next(), low: random.next())
        let parent = value(of: .traceparent).flatMap { text in
            TraceContext(traceparent: text, tracestate: value(of: .tracestate))
        }
        trace =
            parent?.child(spanID: random.next())
            ?? TraceContext(traceIDHigh: random.next(), traceIDLow: random.next(), spanID: random.next())
    }

    /// The fields as lines of text, in their order.
    var lines: [HTTPFields.Field] {
        if let made { return made.fields.lines }
        return index.fields.map { slot in
            HTTPFields.Field(name: text(slot.nameStart, slot.nameEnd), value: text(slot.valueStart, slot.valueEnd))
        }
    }

    private func text(_ start: UInt16, _ end: UInt16) -> String {
        // Within the head by construction; what is not UTF-8 is repaired.
        bytes.getString(at: bytes.readerIndex + Int(start), length: Int(end) - Int(start)) ?? ""
    }
}
