extension JSONToken {
    /// The string that the token stands for.
    @inline(__always)
    func text(_ bytes: RawSpan) -> String {
        isEscaped ? unescaped(bytes) : bytes.text(Int(start), Int(end))
    }

    /// Of two strings without escapes: are their bytes the same?
    func isSamePlainText(as other: JSONToken, _ bytes: RawSpan) -> Bool {
        guard end &- start == other.end &- other.start else { return false }
        for index in 0..<Int(end &- start)
        where bytes.byte(Int(start) &+ index) != bytes.byte(Int(other.start) &+ index) {
            return false
        }
        return true
    }

    /// Of two strings without escapes: the order of their bytes.
    func isPlainText(before other: JSONToken, _ bytes: RawSpan) -> Bool {
        let count = Int(end &- start)
        let otherCount = Int(other.end &- other.start)
        for index in 0..<min(count, otherCount) {
            let one = bytes.byte(Int(start) &+ index)
            let two = bytes.byte(Int(other.start) &+ index)
            if one != two { return one < two }
        }
        return count < otherCount
    }

    /// Whether the string is this key, as Swift compares texts.
    @inline(__always)
    func isText(_ key: String, _ bytes: RawSpan) -> Bool {
        guard !isEscaped, isASCII else { return text(bytes) == key }
        let wanted = key.utf8.span
        let start = Int(start)
        guard Int(end) &- start == wanted.count else { return false }
        for index in 0..<wanted.count where bytes.byte(start &+ index) != wanted[index] { return false }
        return true
    }

    @inline(never)
    private func unescaped(_ bytes: RawSpan) -> String {
        // Undone, no escape is longer than it was.
        String(jsonCapacity: Int(end &- start)) { text in
            var from = Int(start)
            while from < Int(end) {
                let stop = min(bytes.firstToEscape(from: from) ?? Int(end), Int(end))
                text.append(bytes, from, stop)
                from = stop < Int(end) ? text.appendUnescaped(bytes, at: stop) : stop
            }
        }
    }
}

extension JSONByteStore {
    /// Appends what the escape at `start`, which is known to be valid, stands for, and returns where it ends.
    fileprivate mutating func appendUnescaped(_ bytes: RawSpan, at start: Int) -> Int {
        switch bytes.byte(start + 1) {
        case 0x62: append(0x08)
        case 0x66: append(0x0c)
        case 0x6e: append(0x0a)
        case 0x72: append(0x0d)
        case 0x74: append(0x09)
        case 0x75: return appendScalar(bytes, at: start)
        case let itself: append(itself)
        }
        return start + 2
    }

    private mutating func appendScalar(_ bytes: RawSpan, at start: Int) -> Int {
        let first = Self.codeUnit(bytes, at: start)
        guard first & 0xfc00 == 0xd800 else {
            append(Unicode.Scalar(first))
            return start + 6
        }
        let second = Self.codeUnit(bytes, at: start + 6)
        append(Unicode.Scalar(0x10000 + (first & 0x3ff) << 10 + second & 0x3ff))
        return start + 12
    }

    private static func codeUnit(_ bytes: RawSpan, at start: Int) -> UInt32 {
        (2..<6).reduce(0) { $0 << 4 | (JSONHexadecimal.value(bytes.byte(start + $1)) ?? 0) }
    }

    private mutating func append(_ scalar: Unicode.Scalar?) {
        guard let encoded = scalar.flatMap(UTF8.encode) else { return }
        for byte in encoded { append(byte) }
    }
}
