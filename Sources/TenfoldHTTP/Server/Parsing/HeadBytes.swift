/// Reads single values out of a head's bytes. Every load is checked against the span's bounds.
// Holds: all unsafe access of the parsers is in this file; each load is behind a check of its bounds. What a checked
// load leaves to the caller is that the type takes every bit pattern, which unsigned integers do.
extension RawSpan {
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        // One comparison finds a negative offset too; the load's own check takes two, and this is the inner loop.
        precondition(UInt(bitPattern: offset) < UInt(bitPattern: byteCount), "beyond the bytes of the head")
        // Holds: the offset is within the bytes, by the line above.
        return unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Eight bytes, the first one lowest.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        // Holds: the load is checked, and any eight bytes are a valid `UInt64`.
        UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Four bytes, the first one lowest.
    @inline(__always)
    func halfWord(at offset: Int) -> UInt32 {
        // Holds: the load is checked, and any four bytes are a valid `UInt32`.
        UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Whether the bytes are `text` without regard to ASCII case, for bytes that are no controls.
    ///
    /// Setting bit 5 makes a letter lower case, and makes nothing but a control a byte of `text`, which has only lower
    /// case letters, digits, `-`, `/` and `:`.
    @inline(__always)
    func matches(_ text: StaticString, from start: Int, to end: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard end &- start == count else { return false }
        // Holds: a static string's bytes are never freed, and the span has its own count of them.
        let wanted = UnsafeRawBufferPointer(start: text.utf8Start, count: count).bytes
        if count >= 8 {
            var offset = 0
            while offset < count &- 8 {
                guard word(at: start &+ offset) | Self.bitFive == wanted.word(at: offset) else { return false }
                offset &+= 8
            }
            return word(at: end &- 8) | Self.bitFive == wanted.word(at: count &- 8)
        }
        if count >= 4 {
            let bit = UInt32(truncatingIfNeeded: Self.bitFive)
            return halfWord(at: start) | bit == wanted.halfWord(at: 0)
                && halfWord(at: end &- 4) | bit == wanted.halfWord(at: count &- 4)
        }
        for offset in 0..<count where byte(at: start &+ offset) | 0x20 != wanted.byte(at: offset) { return false }
        return true
    }

    @inline(__always)
    private static var bitFive: UInt64 { 0x2020_2020_2020_2020 }
}
