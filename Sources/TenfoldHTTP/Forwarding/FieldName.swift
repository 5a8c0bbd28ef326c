package import NIOCore

/// A field's name, made ready to be looked for in heads.
package struct FieldName: Sendable, Hashable {
    /// In lower case.
    package let text: String
    let bytes: [UInt8]

    package init(_ name: String) {
        text = name.lowercased()
        bytes = Array(text.utf8)
    }
}

extension RequestHeadIndex {
    /// Where the value of the first field of that name lies; nil where there is none.
    package func value(of name: FieldName, in bytes: ByteBuffer) -> Range<Int>? {
        fields.first(named: name, in: bytes.readableBytesSpan)
    }

    /// Where the values of all fields of that name lie.
    package func values(of name: FieldName, in bytes: ByteBuffer) -> [Range<Int>] {
        let head = bytes.readableBytesSpan
        return fields.filter { $0.isNamed(name.bytes.span, in: head) }.map { Int($0.valueStart)..<Int($0.valueEnd) }
    }

    /// How many fields have that name.
    package func count(of name: FieldName, in bytes: ByteBuffer) -> Int {
        let head = bytes.readableBytesSpan
        return fields.count { $0.isNamed(name.bytes.span, in: head) }
    }
}

extension ResponseHeadIndex {
    /// Where the value of the first field of that name lies; nil where there is none.
    package func value(of name: FieldName, in bytes: ByteBuffer) -> Range<Int>? {
        fields.first(named: name, in: bytes.readableBytesSpan)
    }
}

extension ContiguousArray<FieldSlot> {
    fileprivate func first(named name: FieldName, in head: RawSpan) -> Range<Int>? {
        for slot in self where slot.isNamed(name.bytes.span, in: head) {
            return Int(slot.valueStart)..<Int(slot.valueEnd)
        }
        return nil
    }
}

extension ByteBuffer {
    /// A part of the readable bytes, counted from the first of them.
    package func text(_ range: Range<Int>) -> String {
        getString(at: readerIndex + range.lowerBound, length: range.count) ?? ""
    }

    /// A part of the readable bytes, counted from the first of them.
    package func bytes(_ range: Range<Int>) -> [UInt8] {
        getBytes(at: readerIndex + range.lowerBound, length: range.count) ?? []
    }
}
