/// Fields that the framework asks every request for. Their names differ in length, so that one walk tells which may be
/// there at all.
enum KnownField: String {
    case tracestate
    case traceparent
    case requestID = "x-request-id"
    case authorization
    case idempotencyKey = "idempotency-key"
}

/// Which known fields a head may have, by the lengths of the names in it: what is not set is not there.
struct KnownFields: OptionSet {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ field: KnownField) {
        switch field {
        case .tracestate: self.init(length: 10)
        case .traceparent: self.init(length: 11)
        case .requestID: self.init(length: 12)
        case .authorization: self.init(length: 13)
        case .idempotencyKey: self.init(length: 15)
        }
    }

    private init(length: Int) { rawValue = 1 << UInt32(length) }

    init(of index: RequestHeadIndex) {
        var lengths: UInt32 = 0
        for slot in index.fields { lengths |= 1 << UInt32(min(slot.nameEnd - slot.nameStart, 31)) }
        rawValue = lengths
    }
}
