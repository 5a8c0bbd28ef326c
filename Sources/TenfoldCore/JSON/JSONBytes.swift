// All unchecked memory access of the JSON coder is in this file.

/// Eight bytes at a time: which of them end a run of plain text? (Mycroft's test for a zero byte, four times over.)
enum JSONWord {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of each byte that is a control, a quote or a backslash. Bytes above the lowest hit may be hit
    /// wrongly, by a borrow: only the lowest counts.
    @inline(__always)
    static func stops(_ word: UInt64) -> UInt64 {
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5c)
        let controls = (word &- ones &* 0x20) & ~word
        return (controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)) & highs
    }

    /// As `stops`, and each byte outside of ASCII too.
    @inline(__always)
    static func stopsOrNotASCII(_ word: UInt64) -> UInt64 { stops(word) | (word & highs) }
}

extension RawSpan {
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        // Holds: any byte is a UInt8, and the load checks the offset.
        unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// The eight bytes from `offset`, the first one lowest.
    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        // Holds: any eight bytes are a UInt64, and the load checks the range.
        UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The eight bytes before `end`, the last one highest, zeros before the first byte.
    @inline(__always)
    func word(before end: Int) -> UInt64 {
        guard end < 8 else { return word(end &- 8) }
        var word: UInt64 = 0
        for at in 0..<end { word = word >> 8 | UInt64(byte(at)) << 56 }
        return word
    }

    /// The four bytes from `offset`, the first one lowest.
    @inline(__always)
    func halfWord(_ offset: Int) -> UInt32 {
        // Holds: any four bytes are a UInt32, and the load checks the range.
        UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The text of a range that is known to be UTF-8.
    @inline(__always)
    func text(_ start: Int, _ end: Int) -> String {
        let piece = extracting(start..<end)
        // Holds: the bytes are only read, and while the span lives.
        return piece.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension [UInt8] {
    /// Lends the bytes: a span of a class's property would end with the access to it.
    @inline(__always)
    func withReadableSpan<Result>(_ body: (RawSpan) -> Result) -> Result {
        // Holds: the array keeps the bytes while the closure runs, which a span cannot outlive.
        withUnsafeBytes { body($0.bytes) }
    }
}

extension String {
    /// The text that the closure writes into at most `capacity` bytes, which must be UTF-8.
    @inline(__always)
    init(jsonCapacity capacity: Int, _ write: (inout JSONByteStore) -> Void) {
        // Holds: the store writes to the region alone, within its bounds, and is gone when the closure ends.
        self.init(unsafeUninitializedCapacity: capacity) { region in
            var store = JSONByteStore(lending: UnsafeMutableRawBufferPointer(region))
            write(&store)
            return store.isOwned ? 0 : store.count
        }
    }
}

/// The value itself where the two types are one: a cast that costs a comparison of two pointers.
@inline(__always)
func identical<Value, Other>(_ value: Value, as type: Other.Type) -> Other? {
    guard Value.self == Other.self else { return nil }
    // Holds: the types are the same, by the line above.
    return unsafeBitCast(value, to: Other.self)
}

/// Bytes that grow at their end. They are written to a region that somebody lends, and moved to memory of their own
/// when that is full.
struct JSONByteStore: ~Copyable {
    // Holds: `base` has room for `capacity` bytes, of which `count` are written. Every write goes through `reserve`.
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0
    /// Whether the bytes are in memory of their own.
    private(set) var isOwned: Bool

    /// Writes to `region` until that is full. Call `giveBack` before the region ends.
    // Holds: the caller lends the region alone, and calls `giveBack` in time.
    init(lending region: UnsafeMutableRawBufferPointer) {
        if let memory = region.baseAddress, region.count > 0 {
            base = memory.assumingMemoryBound(to: UInt8.self)
            capacity = region.count
            isOwned = false
        } else {
            // Holds: allocated with the capacity that is noted.
            base = UnsafeMutablePointer.allocate(capacity: 64)
            capacity = 64
            isOwned = true
        }
    }

    deinit { if isOwned { base.deallocate() } }

    /// Forgets a lent region: whoever writes later, writes to memory of the store's own. That stays as it is.
    mutating func giveBack() {
        guard !isOwned else { return }
        capacity = 0
        count = 0
    }

    mutating func removeAll() { count = 0 }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let enough = max(capacity * 2, count + more, 64)
        // Holds: the new memory has room for what is copied; the old is freed once, if it was ours.
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: enough)
        memory.update(from: base, count: count)
        if isOwned { base.deallocate() }
        base = memory
        capacity = enough
        isOwned = true
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) { if capacity &- count < more { grow(more) } }

    /// A byte that was written.
    @inline(__always)
    func byte(_ index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "outside of the bytes written")
        return base[index]
    }

    /// The eight bytes before `end`, the last one highest, zeros before the first byte written.
    @inline(__always)
    func word(before end: Int) -> UInt64 {
        precondition(end >= 0 && end <= count, "outside of the bytes written")
        guard end >= 8 else { return (0..<end).reduce(0) { $0 >> 8 | UInt64(base[$1]) << 56 } }
        // Holds: the eight bytes were written, by the line above.
        return UInt64(littleEndian: UnsafeRawPointer(base + (end &- 8)).loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count &+= 1
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        reserve(text.utf8CodeUnitCount)
        // Holds: a static string's bytes are never freed, and there is room for them.
        (base + count).update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        count &+= text.utf8CodeUnitCount
    }

    /// Appends part of `source`; the range is checked.
    @inline(__always)
    mutating func append(_ source: RawSpan, _ start: Int, _ end: Int) {
        let piece = source.extracting(start..<end)
        reserve(piece.byteCount)
        // Holds: there is room for the piece, and its bytes are only read while it lives.
        piece.withUnsafeBytes { bytes in
            guard let first = bytes.baseAddress else { return }
            UnsafeMutableRawPointer(base + count).copyMemory(from: first, byteCount: bytes.count)
        }
        count &+= piece.byteCount
    }

    @inline(__always)
    mutating func append(_ bytes: [UInt8]) { append(bytes.span.bytes, 0, bytes.count) }

    @inline(__always)
    mutating func append(magnitude: UInt64, isNegative: Bool) {
        reserve(21)
        if isNegative {
            base[count] = 0x2d
            count &+= 1
        }
        var digits = 1
        var rest = magnitude
        while rest >= 10 {
            rest /= 10
            digits &+= 1
        }
        rest = magnitude
        // Holds: a UInt64 has at most 20 digits, for which there is room.
        var index = count &+ digits
        repeat {
            index &-= 1
            base[index] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while index > count
        count &+= digits
    }

    /// The bytes of a range, copied.
    func copy(_ range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "outside of the bytes written")
        // Holds: the range was written, by the line above.
        return Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    /// Takes the bytes from `newCount` on away.
    mutating func truncate(to newCount: Int) {
        precondition(newCount >= 0 && newCount <= count, "outside of the bytes written")
        count = newCount
    }
}
