/// The eight bytes of an HTTP version as a word, the first one lowest.
enum HTTPVersion {
    static let http11: UInt64 = 0x312E_312F_5054_5448
    static let http10: UInt64 = 0x302E_312F_5054_5448

    static func refusal(of word: UInt64) -> HTTPRefusal {
        let digits: UInt64 = 0x0F00_0F00_0000_0000
        let major = UInt8(truncatingIfNeeded: word >> 40)
        let minor = UInt8(truncatingIfNeeded: word >> 56)
        let isVersion = word & ~digits == http10 & ~digits && major &- 0x30 < 10 && minor &- 0x30 < 10
        return isVersion ? .unknownVersion : .syntax("The request line ends with HTTP/1.1 or HTTP/1.0.")
    }
}
