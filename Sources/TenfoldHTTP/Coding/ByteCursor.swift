import NIOCore

/// Fills a reserved range of memory from the front; every write is checked against its end.
// Holds: all unsafe access of the encoder is in this file, each behind a check of the room that is left.
struct ByteCursor {
    private let bytes: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ bytes: UnsafeMutableRawBufferPointer) { self.bytes = bytes }

    @inline(__always)
    mutating func put(_ source: UnsafeRawBufferPointer) {
        precondition(source.count <= bytes.count &- count, "the reservation was too small")
        guard source.count > 0 else { return }
        // Holds: the range from `count` has room for the source, by the line above.
        UnsafeMutableRawBufferPointer(rebasing: bytes[count...]).copyMemory(from: source)
        count &+= source.count
    }

    /// Of another name than for `String`, which a literal is taken for where both could be.
    @inline(__always)
    mutating func putLiteral(_ text: StaticString) {
        // Holds: a static string's bytes are never freed.
        put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func put(_ text: String) {
        let span = text.utf8.span
        // Holds: the span outlives the closure, and only bytes are read.
        span.withUnsafeBytes { put($0) }
    }

    @inline(__always)
    mutating func put(_ source: [UInt8]) {
        // Holds: as above.
        source.withUnsafeBytes { put($0) }
    }

    @inline(__always)
    mutating func put(_ buffer: ByteBuffer) {
        // Holds: as above.
        buffer.withUnsafeReadableBytes { put($0) }
    }

    @inline(__always)
    mutating func put(_ source: RawSpan) {
        // Holds: as above.
        source.withUnsafeBytes { put($0) }
    }

    /// Copies `text` if all its bytes are allowed.
    @inline(__always)
    mutating func putChecked(_ text: String, _ isAllowed: (UInt8) -> Bool) -> Bool {
        let span = text.utf8.span
        precondition(span.count <= bytes.count &- count, "the reservation was too small")
        for index in span.indices {
            guard isAllowed(span[index]) else { return false }
            bytes[count &+ index] = span[index]
        }
        count &+= span.count
        return true
    }

    /// Copies `text` if it may stand as a field's name: a token.
    @inline(__always)
    mutating func putCheckedName(_ text: String) -> Bool {
        let span = text.utf8.span.bytes
        guard span.byteCount > 0, span.endOfToken(from: 0, to: span.byteCount) == span.byteCount else { return false }
        // Holds: the span outlives the closure, and only bytes are read.
        span.withUnsafeBytes { put($0) }
        return true
    }

    /// Copies `text` if it may stand as a field's value: no control but a tab.
    @inline(__always)
    mutating func putCheckedValue(_ text: String) -> Bool {
        let span = text.utf8.span.bytes
        guard span.endOfValue(from: 0, to: span.byteCount) == span.byteCount else { return false }
        // Holds: the span outlives the closure, and only bytes are read.
        span.withUnsafeBytes { put($0) }
        return true
    }

    /// 16 lower-case digits.
    @inline(__always)
    mutating func putHexadecimal(_ word: UInt64) {
        precondition(16 <= bytes.count &- count, "the reservation was too small")
        putEightDigits(UInt32(truncatingIfNeeded: word >> 32))
        putEightDigits(UInt32(truncatingIfNeeded: word))
    }

    /// Eight digits at once: a byte a digit, the first one highest.
    @inline(__always)
    private mutating func putEightDigits(_ word: UInt32) {
        var nibbles = UInt64(word)
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
        // 1 in each byte whose digit is a letter.
        let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        let digits = nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
        // Holds: the range was checked by the caller, and any bytes may be written to it.
        bytes.storeBytes(of: digits.bigEndian, toByteOffset: count, as: UInt64.self)
        count &+= 8
    }

    @inline(__always)
    mutating func putDecimal(_ value: Int) {
        var digits = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            digits &+= 1
        }
        precondition(value >= 0 && digits <= bytes.count &- count, "the reservation was too small")
        rest = value
        var index = count &+ digits
        repeat {
            index &-= 1
            bytes[index] = UInt8(truncatingIfNeeded: 0x30 &+ rest % 10)
            rest /= 10
        } while index > count
        count &+= digits
    }
}
