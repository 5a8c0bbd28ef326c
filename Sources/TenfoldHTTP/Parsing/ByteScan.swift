/// Finds the end of what may stand at a place of a head, eight bytes at a time.
///
/// A word is looked at with the carry-free tests of Knuth (The Art of Computer Programming, 7.1.3): subtracting a
/// bound from every byte sets the top bit of those below it. A borrow can only spoil bytes above a true hit, and only
/// the lowest hit is used.
extension RawSpan {
    /// The first offset from `start` on whose byte is no tchar (RFC 9110, section 5.6.2), or `end`.
    @inline(__always)
    func endOfToken(from start: Int, to end: Int) -> Int {
        var offset = start
        while offset < end {
            if end &- offset >= 8 {
                let hits = Lanes.notInName(word(at: offset))
                guard hits != 0 else {
                    offset &+= 8
                    continue
                }
                offset &+= Lanes.first(hits)
            }
            guard ASCII.isTokenByte(byte(at: offset)) else { return offset }
            offset &+= 1
        }
        return offset
    }

    /// The first offset whose byte is no space and no tab, or `end`.
    @inline(__always)
    func endOfBlanks(from start: Int, to end: Int) -> Int {
        var offset = start
        while offset < end, byte(at: offset) == 0x20 || byte(at: offset) == 0x09 { offset &+= 1 }
        return offset
    }

    /// The first offset whose byte cannot stand in a field value (a control other than a tab), or `end`.
    @inline(__always)
    func endOfValue(from start: Int, to end: Int) -> Int {
        var offset = start
        while offset < end {
            if end &- offset >= 8 {
                let hits = Lanes.controls(word(at: offset))
                guard hits != 0 else {
                    offset &+= 8
                    continue
                }
                offset &+= Lanes.first(hits)
            }
            guard ASCII.isValueByte(byte(at: offset)) else { return offset }
            offset &+= 1
        }
        return offset
    }

    /// The first offset whose byte ends a path: `?`, or what cannot stand in a target. `end` if there is none.
    @inline(__always)
    func endOfPath(from start: Int, to end: Int) -> Int {
        var offset = start
        while end &- offset >= 8 {
            let bytes = word(at: offset)
            let hits = Lanes.outsideTarget(bytes) | Lanes.equal(bytes, to: 0x3F)
            if hits != 0 { return offset &+ Lanes.first(hits) }
            offset &+= 8
        }
        while offset < end, ASCII.isTargetByte(byte(at: offset)), byte(at: offset) != 0x3F { offset &+= 1 }
        return offset
    }

    /// The first offset whose byte cannot stand in a target, or `end`.
    @inline(__always)
    func endOfQuery(from start: Int, to end: Int) -> Int {
        var offset = start
        while end &- offset >= 8 {
            let hits = Lanes.outsideTarget(word(at: offset))
            if hits != 0 { return offset &+ Lanes.first(hits) }
            offset &+= 8
        }
        while offset < end, ASCII.isTargetByte(byte(at: offset)) { offset &+= 1 }
        return offset
    }
}

/// Tests on the eight bytes of a word at once; a hit sets the top bit of its byte.
private enum Lanes {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let tops: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    static func first(_ hits: UInt64) -> Int { hits.trailingZeroBitCount &>> 3 }

    @inline(__always)
    static func below(_ bytes: UInt64, _ bound: UInt64) -> UInt64 { (bytes &- ones &* bound) & ~bytes & tops }

    @inline(__always)
    static func equal(_ bytes: UInt64, to byte: UInt64) -> UInt64 { below(bytes ^ ones &* byte, 1) }

    /// Controls, the tab among them: the caller looks at the byte.
    @inline(__always)
    static func controls(_ bytes: UInt64) -> UInt64 { below(bytes, 0x20) | equal(bytes, to: 0x7F) }

    /// What is neither a letter nor `-`, of which most names are made: the caller looks at the byte. Exact for each
    /// byte, as no sum of seven-bit values carries into the next.
    @inline(__always)
    static func notInName(_ bytes: UInt64) -> UInt64 {
        let low = ~tops
        let letters = (bytes | ones &* 0x20) & low
        let isLetter = (letters &+ ones &* (0x80 - 0x61)) & ~(letters &+ ones &* (0x80 - 0x7B))
        let dash = bytes ^ ones &* 0x2D
        let isNoDash = (dash & low &+ low) | dash
        return (~isLetter & isNoDash | bytes) & tops
    }

    @inline(__always)
    static func outsideTarget(_ bytes: UInt64) -> UInt64 {
        below(bytes, 0x21) | equal(bytes, to: 0x7F) | equal(bytes, to: 0x23) | bytes & tops
    }
}

extension ASCII {
    /// Visible ASCII without `#`: a fragment is never sent (RFC 9112, section 3.2).
    @inline(__always)
    fileprivate static func isTargetByte(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F && byte != 0x23 }
}
