package import NIOCore
package import TenfoldHTTP

/// A request's head as the origin is to be asked: without the client's conditions, which the cache answers for, and with
/// those of a stored response that is to be revalidated (RFC 9111, section 4.3.1). It is to be sent on as any head.
package struct RewrittenRequest: Sendable {
    package private(set) var head: RequestHeadIndex
    package private(set) var bytes: ByteBuffer
    /// The origin may answer with a 304 that is for the stored response.
    package private(set) var isConditional = false

    /// As the client sent it.
    init(_ request: CacheRequest) {
        head = request.head
        bytes = request.bytes
    }

    /// - Parameter validating: what is to be revalidated; nil asks for the whole.
    init(_ request: CacheRequest, validating stored: StoredResponse?) {
        self.init(request)
        // An answer to HEAD is not kept, and revalidates nothing.
        guard request.facts.isConditional || stored != nil, !request.isHead else { return }
        rewrite(request.head, request.bytes, Self.validators(of: stored))
    }

    private mutating func rewrite(_ old: RequestHeadIndex, _ source: ByteBuffer, _ validators: [Validator]) {
        let span = source.readableBytesUInt8Span
        let added = validators.reduce(0) { $0 + $1.byteCount }
        guard old.byteCount + added <= Int(UInt16.max), let first = old.fields.first else { return }
        bytes = ByteBuffer()
        bytes.reserveCapacity(old.byteCount + added)
        bytes.writeBytes(span.bytes.extracting(0..<Int(first.nameStart)))
        head.fields.removeAll(keepingCapacity: true)
        for index in old.fields.indices where !Self.isCondition(old.fields[index], span) {
            let slot = old.fields[index]
            let end = index + 1 < old.fields.count ? Int(old.fields[index + 1].nameStart) : old.byteCount - 2
            head.fields.append(slot.moved(to: bytes.readableBytes))
            bytes.writeBytes(span.bytes.extracting(Int(slot.nameStart)..<end))
        }
        for validator in validators { add(validator, as: first) }
        bytes.writeStaticString("\r\n")
        head.byteCount = bytes.readableBytes
        isConditional = !validators.isEmpty
    }

    /// - Parameter line: any, to be made this one.
    private mutating func add(_ validator: Validator, as line: FieldSlot) {
        var slot = line
        let start = bytes.readableBytes
        bytes.writeStaticString(validator.name)
        bytes.writeStaticString(": ")
        bytes.writeImmutableBuffer(validator.value)
        let nameEnd = start + validator.name.utf8CodeUnitCount
        slot.nameStart = UInt16(truncatingIfNeeded: start)
        slot.nameEnd = UInt16(truncatingIfNeeded: nameEnd)
        slot.valueStart = UInt16(truncatingIfNeeded: nameEnd + 2)
        slot.valueEnd = UInt16(truncatingIfNeeded: bytes.readableBytes)
        head.fields.append(slot)
        bytes.writeStaticString("\r\n")
    }

    private struct Validator {
        let name: StaticString
        let value: ByteBuffer

        var byteCount: Int { name.utf8CodeUnitCount + value.readableBytes + 4 }
    }

    private static func validators(of stored: StoredResponse?) -> [Validator] {
        guard let head = stored?.head else { return [] }
        var validators: [Validator] = []
        if let tag = head.entityTag?.whole, let value = head.bytes.slice(tag) {
            validators.append(Validator(name: "if-none-match", value: value))
        }
        if let changed = head.lastModified?.value, let value = head.bytes.slice(changed) {
            validators.append(Validator(name: "if-modified-since", value: value))
        }
        return validators
    }

    private static func isCondition(_ slot: FieldSlot, _ bytes: Span<UInt8>) -> Bool {
        bytes.isEqual(slot.name, to: "if-none-match") || bytes.isEqual(slot.name, to: "if-modified-since")
    }
}

extension FieldSlot {
    /// The same line elsewhere.
    func moved(to start: Int) -> FieldSlot {
        let distance = UInt16(truncatingIfNeeded: start) &- nameStart
        var moved = self
        moved.nameStart &+= distance
        moved.nameEnd &+= distance
        moved.valueStart &+= distance
        moved.valueEnd &+= distance
        return moved
    }
}

extension ByteBuffer {
    /// A piece, by offsets from the first readable byte.
    func slice(_ range: Range<Int>) -> ByteBuffer? { getSlice(at: readerIndex + range.lowerBound, length: range.count) }
}
