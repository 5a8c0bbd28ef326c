/// One of 64 kinds of key, as a bit: keys of different kinds are different.
enum JSONKeyKind {
    /// Of the key's last bytes, of which `word` has up to eight on top, the last one highest, and its length.
    @inline(__always)
    static func bit(_ word: UInt64, length: Int) -> UInt64 {
        let own = length < 8 ? word >> UInt64(truncatingIfNeeded: 64 &- 8 &* length) : word
        return 1 << (((own ^ UInt64(truncatingIfNeeded: length)) &* 0x9e37_79b9_7f4a_7c15) >> 58)
    }
}
