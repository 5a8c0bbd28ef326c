/// One of the 4,096 logical shards that every key belongs to, from the first day on.
///
/// Buckets are mapped to physical shards by a versioned map, so data can move without any key changing.
public struct Bucket: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// How many buckets there are. Fixed for ever: an `ID` carries its bucket in 12 bits.
    public static let count = 4096

    /// 0 to 4,095.
    public let number: Int

    /// The bucket with this number, taken modulo `count`.
    public init(_ number: Int) {
        self.number = number & (Self.count - 1)
    }

    /// The bucket of a text, by 64-bit FNV-1a folded to 12 bits. Stable for ever: rows are stored by it.
    public init(hashing text: some StringProtocol) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        let folded = hash ^ (hash >> 32)
        self.init(Int(truncatingIfNeeded: (folded ^ (folded >> 12)) & 0xfff))
    }

    public static func < (left: Bucket, right: Bucket) -> Bool { left.number < right.number }

    public var description: String { String(number) }
}
