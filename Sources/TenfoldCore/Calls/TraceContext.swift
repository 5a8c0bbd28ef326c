/// Where in a distributed trace some work stands: W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context-1/).
public struct TraceContext: Hashable, Sendable {
    /// The trace's 128-bit id: its upper half. Never zero together with `traceIDLow`.
    public let traceIDHigh: UInt64
    /// The lower half of the trace's id.
    public let traceIDLow: UInt64
    /// The id of this step in the trace. Never zero.
    public let spanID: UInt64
    /// Has the caller recorded this trace, so that it is worth recording here too?
    public let isSampled: Bool
    /// What tracing vendors hand on, carried as it came; at most 512 bytes, else dropped.
    public let tracestate: String?

    /// The longest `tracestate` that is handed on, in bytes (section 3.3.1.5 of the standard).
    public static let longestTracestate = 512
    private static let length = 55

    /// Reads a `traceparent` header and its `tracestate`.
    ///
    /// Nil where the standard says to start a trace anew: version `ff`, an id of zeros, upper-case digits, a wrong
    /// length. Versions above 00 are read by the part they share with 00.
    public init?(traceparent: String, tracestate: String? = nil) {
        let bytes = traceparent.utf8
        guard bytes.count >= Self.length, let fields = Self.fields(Array(bytes.prefix(Self.length + 1))) else {
            return nil
        }
        if fields.version == 0, bytes.count != Self.length { return nil }
        traceIDHigh = fields.traceIDHigh
        traceIDLow = fields.traceIDLow
        spanID = fields.spanID
        isSampled = fields.flags & 1 == 1
        self.tracestate = tracestate.flatMap(Self.accepted)
    }

    /// The root of a new trace, of random numbers.
    public init(randomFrom random: inout some RandomNumberGenerator, isSampled: Bool = true) {
        self.init(
            traceIDHigh: random.next(), traceIDLow: random.next(), spanID: random.next(), isSampled: isSampled)
    }

    /// The root of a new trace of these ids; zeros, which the standard forbids, become ones.
    package init(traceIDHigh: UInt64, traceIDLow: UInt64, spanID: UInt64, isSampled: Bool = true) {
        self.traceIDHigh = traceIDHigh
        self.traceIDLow = max(1, traceIDLow)
        self.spanID = max(1, spanID)
        self.isSampled = isSampled
        tracestate = nil
    }

    /// A trace that is not filled yet.
    package static let none = TraceContext(traceIDHigh: 0, traceIDLow: 1, spanID: 1, isSampled: false)

    private init(parent: TraceContext, spanID: UInt64) {
        traceIDHigh = parent.traceIDHigh
        traceIDLow = parent.traceIDLow
        self.spanID = spanID
        isSampled = parent.isSampled
        tracestate = parent.tracestate
    }

    /// A new step in the same trace.
    public func child(using random: inout some RandomNumberGenerator) -> TraceContext {
        child(spanID: random.next())
    }

    package func child(spanID: UInt64) -> TraceContext { TraceContext(parent: self, spanID: max(1, spanID)) }

    /// The header's value, version 00.
    public var traceparent: String {
        let dash = UInt8(ascii: "-")
        return Hexadecimal.text(Self.length) { line in
            line.put(digitsOf: 0 as UInt8)
            line.put(dash)
            line.put(digitsOf: traceIDHigh)
            line.put(digitsOf: traceIDLow)
            line.put(dash)
            line.put(digitsOf: spanID)
            line.put(dash)
            line.put(digitsOf: isSampled ? 1 : 0 as UInt8)
        }
    }

    /// The trace's id as 32 lower-case digits.
    public var traceID: String { Hexadecimal.text(traceIDHigh, traceIDLow) }

    /// This step's id as 16 lower-case digits.
    public var spanIDText: String { Hexadecimal.text(spanID) }

    private typealias Fields = (version: UInt64, traceIDHigh: UInt64, traceIDLow: UInt64, spanID: UInt64, flags: UInt64)

    private static func fields(_ bytes: [UInt8]) -> Fields? {
        let dash = UInt8(ascii: "-")
        guard bytes[2] == dash, bytes[35] == dash, bytes[52] == dash, bytes.count == length || bytes[length] == dash,
            let version = Hexadecimal.parse(bytes[0..<2]), version != 0xff,
            let high = Hexadecimal.parse(bytes[3..<19]), let low = Hexadecimal.parse(bytes[19..<35]), high | low != 0,
            let span = Hexadecimal.parse(bytes[36..<52]), span != 0,
            let flags = Hexadecimal.parse(bytes[53..<55])
        else { return nil }
        return (version, high, low, span, flags)
    }

    /// Only printable ASCII goes into a header again.
    private static func accepted(_ tracestate: String) -> String? {
        let bytes = tracestate.utf8
        guard !bytes.isEmpty, bytes.count <= longestTracestate, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) else {
            return nil
        }
        return tracestate
    }
}
