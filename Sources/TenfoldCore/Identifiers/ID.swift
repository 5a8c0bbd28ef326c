/// A 128-bit identifier of an `Entity`: a UUIDv7 (RFC 9562) whose 12 `rand_a` bits hold its bucket.
///
/// So an id alone says where its rows live. Documented consequences: those 12 bits are not random, ids are not
/// monotonic within a millisecond, and whoever sees an id can read its creation time and bucket.
public struct ID<Entity>: Hashable, Sendable, Comparable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new id in `bucket`.
    ///
    /// - Parameters:
    ///   - bucket: where the entity's rows will live.
    ///   - milliseconds: the time since 1970.
    ///   - random: 62 bits are drawn from it.
    public static func new(
        in bucket: Bucket, atMilliseconds milliseconds: Int64, using random: inout some RandomNumberGenerator
    ) -> ID {
        let time = UInt64(bitPattern: milliseconds) & 0xffff_ffff_ffff
        let high = time << 16 | 0x7000 | UInt64(bucket.number)
        let low = (random.next() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000
        return ID(high: high, low: low)
    }

    /// The logical shard that holds this entity.
    public var bucket: Bucket { Bucket(Int(high & 0xfff)) }

    /// When the id was made, in milliseconds since 1970.
    public var millisecondsSince1970: Int64 { Int64(high >> 16) }

    /// The same bits as the id of another kind of entity: for tables that share a key.
    public func cast<Other>(to type: Other.Type = Other.self) -> ID<Other> { ID<Other>(high: high, low: low) }

    public static func < (left: ID, right: ID) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

extension ID: LosslessStringConvertible {
    /// Reads the 36-character text form, in either case. Nil for anything else.
    public init?(_ text: String) {
        guard let (high, low) = UUIDText.parse(text.utf8) else { return nil }
        self.init(high: high, low: low)
    }

    /// The lower-case 36-character form.
    public var description: String { UUIDText.format(high: high, low: low) }
}

extension ID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = ID(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be an id: a UUID of 36 characters")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
