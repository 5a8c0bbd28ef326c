import NIOCore
import TenfoldHTTP

/// What a response's head says to a cache, found in one walk over its fields.
struct ResponseFacts: Sendable, Equatable {
    enum Expiry: Sendable, Equatable {
        case unsaid
        /// Seconds since 1970.
        case at(Int)
        /// No time, or two different ones: past (RFC 9111, section 5.3).
        case invalid
    }

    /// A value that is a time, with where it stands.
    struct Moment: Sendable, Equatable {
        var seconds: Int
        var value: Range<Int>
    }

    let status: Int
    let framing: BodyEnd
    var directives = ResponseDirectives()
    /// Seconds since 1970; nil where there is none that can be read.
    var date: Int?
    var expiry = Expiry.unsaid
    /// Seconds.
    var age = 0
    var lastModified: Moment?
    var entityTag: EntityTag?
    var hasSetCookie = false
    var varyValues: [Range<Int>] = []
    var surrogateValues: [Range<Int>] = []

    var hasValidator: Bool { entityTag != nil || lastModified != nil }

    /// - Parameters:
    ///   - toHead: the response answers HEAD.
    ///   - surrogateNames: names of the fields that hold surrogate keys, in lower case.
    ///   - now: seconds since 1970, for years of two digits.
    init(_ head: ResponseHeadIndex, _ bytes: ByteBuffer, toHead: Bool, surrogateNames: [[UInt8]], now: Int) {
        status = head.status
        framing = head.framing(toHead: toHead)
        let span = bytes.readableBytesUInt8Span
        var tags = 0
        for slot in head.fields {
            take(slot, span, now: now, tags: &tags)
            if surrogateNames.contains(where: { span.isEqual(slot.name, to: $0) }) {
                surrogateValues.append(slot.value)
            }
        }
        // Of several tags none is the response's.
        if tags > 1 { entityTag = nil }
    }

    private mutating func take(_ slot: FieldSlot, _ bytes: Span<UInt8>, now: Int, tags: inout Int) {
        let (name, value) = (slot.name, slot.value)
        switch name.count {
        case 3: if bytes.isEqual(name, to: "age") { takeAge(value, bytes) }
        case 4:
            if bytes.isEqual(name, to: "date") { date = date ?? HTTPTimestamp.parse(bytes, value, now: now) }
            if bytes.isEqual(name, to: "vary") { varyValues.append(value) }
            if bytes.isEqual(name, to: "etag") {
                entityTag = EntityTag.parse(bytes, value)
                tags += 1
            }
        case 7: if bytes.isEqual(name, to: "expires") { takeExpires(HTTPTimestamp.parse(bytes, value, now: now)) }
        case 10: if bytes.isEqual(name, to: "set-cookie") { hasSetCookie = true }
        case 13:
            if bytes.isEqual(name, to: "cache-control") { directives.take(value, bytes) }
            if bytes.isEqual(name, to: "last-modified"), let seconds = HTTPTimestamp.parse(bytes, value, now: now) {
                lastModified = Moment(seconds: seconds, value: value)
            }
        default: break
        }
    }

    /// The first of a list, the oldest of several lines; what is no number is none (RFC 9111, section 5.1).
    private mutating func takeAge(_ value: Range<Int>, _ bytes: Span<UInt8>) {
        var members = ListScanner(value)
        guard let first = members.next(bytes), let seconds = DeltaSeconds.parse(bytes, first) else { return }
        age = max(age, seconds)
    }

    private mutating func takeExpires(_ seconds: Int?) {
        let said = seconds.map(Expiry.at) ?? .invalid
        expiry = expiry == .unsaid || expiry == said ? said : .invalid
    }
}
