/// Reads single values out of a head's bytes. Every load is checked against the span's bounds.
// Holds: all unsafe access of the parsers is in this file. `unsafeLoad` and `unsafeLoadUnaligned` check their bounds
// (only the `…Unchecked…` forms do not); what they leave to the caller is that the type takes every bit pattern, which
// unsigned integers do.
extension RawSpan {
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        // Holds: every byte is a valid `UInt8`, and the offset is checked.
        unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// Eight bytes, the first one lowest.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        // Holds: any eight bytes are a valid `UInt64`, and the offset is checked.
        UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Whether the bytes are `text`, which is in lower case, without regard to ASCII case.
    @inline(__always)
    func matches(_ text: StaticString, from start: Int, to end: Int) -> Bool {
        guard end &- start == text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount {
            // Holds: a static string's bytes are never freed, and the index is below their count.
            if ASCII.lowercased(byte(at: start &+ index)) != text.utf8Start[index] { return false }
        }
        return true
    }
}
