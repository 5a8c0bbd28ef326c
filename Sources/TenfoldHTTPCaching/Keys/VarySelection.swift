import TenfoldHTTP

/// The secondary key of a stored response (RFC 9111, section 4.1): the fields that it depends on, and what they were in the
/// request that it answered.
struct VarySelection: Sendable, Hashable {
    /// Values beyond it select nothing: their request is answered by the origin, and its response is not kept.
    static let bytesLimit = 4096

    let names: VaryNames
    let values: [UInt8]

    /// Nil where the values are beyond the limit.
    init?(_ names: VaryNames, of head: RequestHeadIndex, in bytes: Span<UInt8>) {
        guard let values = Self.values(names, of: head, in: bytes) else { return nil }
        self.names = names
        self.values = values
    }

    /// What a request has in the named fields, in a form that is the same for values that mean the same.
    static func values(_ names: VaryNames, of head: RequestHeadIndex, in bytes: Span<UInt8>) -> [UInt8]? {
        var writer = SelectingValues()
        for name in names.names {
            writer.begin(name)
            for slot in head.fields where bytes.isEqual(slot.name, to: name) {
                guard slot.value.count <= bytesLimit - writer.bytes.count else { return nil }
                writer.add(slot.value, bytes)
            }
            writer.end()
        }
        return writer.bytes.count <= bytesLimit ? writer.bytes : nil
    }
}

/// Writes values so that those that differ only in blanks around commas, in how they are spread over lines, or, where the
/// field's own rules say so, in case or order, are the same bytes.
private struct SelectingValues {
    private static let present: UInt8 = 1
    private static let end: UInt8 = 0x0A
    private static let encodings = Array("accept-encoding".utf8)
    private static let caseless = [encodings, Array("accept-language".utf8), Array("accept-charset".utf8)]

    private(set) var bytes: [UInt8] = []
    private var start = 0
    private var foldsCase = false
    private var sorts = false

    mutating func begin(_ name: [UInt8]) {
        start = bytes.count
        foldsCase = Self.caseless.contains(name)
        // Their order means nothing (RFC 9110, section 12.5.3).
        sorts = name == Self.encodings
    }

    /// A line more; a value may be spread over several.
    mutating func add(_ value: Range<Int>, _ source: Span<UInt8>) {
        bytes.append(bytes.count == start ? Self.present : ByteText.comma)
        var isQuoted = false
        var offset = value.lowerBound
        while offset < value.upperBound {
            let byte = source[offset]
            if byte == ByteText.quote { isQuoted.toggle() }
            if isQuoted || !ByteText.isBlank(byte) {
                bytes.append(foldsCase ? ByteText.lowercased(byte) : byte)
            } else if !sorts, isBetweenWords(offset, value, source) {
                bytes.append(byte)
            }
            offset += 1
        }
    }

    /// A field that is not there differs from one without a value.
    mutating func end() {
        if sorts, bytes.count > start { sortMembers() }
        bytes.append(Self.end)
    }

    /// Neither beside a comma nor at an end.
    private func isBetweenWords(_ offset: Int, _ value: Range<Int>, _ source: Span<UInt8>) -> Bool {
        guard let last = bytes.last, last != ByteText.comma, bytes.count > start + 1 else { return false }
        var next = offset + 1
        while next < value.upperBound, ByteText.isBlank(source[next]) { next += 1 }
        return next < value.upperBound && source[next] != ByteText.comma
    }

    private mutating func sortMembers() {
        let members = Set(bytes[(start + 1)...].split(separator: ByteText.comma))
        let sorted = members.sorted { $0.lexicographicallyPrecedes($1) }
        bytes.replaceSubrange((start + 1)..., with: Array(sorted.joined(separator: [ByteText.comma])))
    }
}
