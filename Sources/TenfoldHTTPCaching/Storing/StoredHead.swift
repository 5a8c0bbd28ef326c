import NIOCore
import TenfoldHTTP

/// A response's head as it is kept: the status line and the field lines that are not for one connection, without `Age` and
/// the empty line, so that a hit writes it, its age and the body.
struct StoredHead: Sendable {
    fileprivate(set) var bytes = ByteBuffer()
    /// The head of a 304 that stands for it (RFC 9110, section 15.4.5), in the same form; nil for what has no validator.
    fileprivate(set) var notModified: ByteBuffer?
    /// Where they lie in `bytes`.
    fileprivate(set) var entityTag: EntityTag?
    fileprivate(set) var lastModified: ResponseFacts.Moment?
    /// Seconds since 1970: what the response's `Date` says, or when it came.
    fileprivate(set) var date = 0

    /// Says how long the body is.
    mutating func setLength(_ count: Int) { bytes.writeString("content-length: \(count)\r\n") }
}

/// Writes the kept form of a head.
struct StoredHeadWriter {
    private let facts: ResponseFacts
    private let withheld: WithheldFields
    private var head = StoredHead()
    private var notModified = ByteBuffer()

    /// - Parameters:
    ///   - withheld: what stays behind.
    ///   - now: seconds since 1970, for a response without a `Date` (RFC 9110, section 6.6.1).
    /// - Returns: nil for a head that cannot be sent on.
    static func write(
        _ index: ResponseHeadIndex, _ bytes: ByteBuffer, _ facts: ResponseFacts, without withheld: WithheldFields,
        now: Int
    ) -> StoredHead? {
        var forwarded = ByteBuffer()
        do throws(HTTPRefusal) {
            try index.forward(bytes, isDechunked: true, closes: false, into: &forwarded)
        } catch {
            return nil
        }
        guard let lines = HeadReading.read(forwarded) else { return nil }
        var writer = StoredHeadWriter(facts: facts, withheld: withheld)
        writer.write(lines, forwarded, now: now)
        return writer.head
    }

    private init(facts: ResponseFacts, withheld: WithheldFields) {
        self.facts = facts
        self.withheld = withheld
    }

    private mutating func write(_ lines: ResponseHeadIndex, _ source: ByteBuffer, now: Int) {
        let span = source.readableBytesUInt8Span
        head.bytes.reserveCapacity(lines.byteCount + 64)
        head.bytes.writeBytes(span.bytes.extracting(0..<(lines.fields.first?.name.lowerBound ?? lines.byteCount - 2)))
        if facts.status == 200, facts.hasValidator { notModified.writeStaticString("HTTP/1.1 304 Not Modified\r\n") }
        for index in lines.fields.indices where !withheld.contains(lines.fields[index], span) {
            let slot = lines.fields[index]
            let end = index + 1 < lines.fields.count ? lines.fields[index + 1].name.lowerBound : lines.byteCount - 2
            writeLine(slot, slot.name.lowerBound..<end, span)
        }
        writeDate(now)
        if notModified.readableBytes > 0 { head.notModified = notModified }
    }

    private mutating func writeLine(_ slot: FieldSlot, _ line: Range<Int>, _ source: Span<UInt8>) {
        // A date that cannot be read is replaced.
        if facts.date == nil, source.isEqual(slot.name, to: "date") { return }
        let distance = head.bytes.readableBytes - line.lowerBound
        if facts.entityTag != nil, source.isEqual(slot.name, to: "etag") {
            head.entityTag = EntityTag.parse(source, slot.value)?.shifted(by: distance)
        }
        if let changed = facts.lastModified, source.isEqual(slot.name, to: "last-modified") {
            head.lastModified = ResponseFacts.Moment(
                seconds: changed.seconds, value: slot.value.lowerBound + distance..<slot.value.upperBound + distance)
        }
        head.bytes.writeBytes(source.bytes.extracting(line))
        if notModified.readableBytes > 0, isInNotModified(slot.name, source) {
            notModified.writeBytes(source.bytes.extracting(line))
        }
    }

    private mutating func writeDate(_ now: Int) {
        head.date = facts.date ?? now
        guard facts.date == nil else { return }
        let line = "date: \(HTTPTimestamp.text(secondsSince1970: now))\r\n"
        head.bytes.writeString(line)
        if notModified.readableBytes > 0 { notModified.writeString(line) }
    }

    /// What a 304 has to say again, and the last change where there is no tag (RFC 9110, section 15.4.5).
    private func isInNotModified(_ name: Range<Int>, _ source: Span<UInt8>) -> Bool {
        switch name.count {
        case 4: source.isEqual(name, to: "date") || source.isEqual(name, to: "etag") || source.isEqual(name, to: "vary")
        case 7: source.isEqual(name, to: "expires")
        case 13:
            source.isEqual(name, to: "cache-control")
                || facts.entityTag == nil && source.isEqual(name, to: "last-modified")
        case 16: source.isEqual(name, to: "content-location")
        default: false
        }
    }
}
