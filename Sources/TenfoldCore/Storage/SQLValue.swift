public import FoundationEssentials

/// A value on its way into a statement. Engines store each kind in their own best form.
public enum SQLValue: Hashable, Sendable {
    /// SQL NULL.
    case null
    /// A 64-bit integer, or a boolean as 0 or 1.
    case integer(Int64)
    /// A double.
    case real(Double)
    /// Text, compared bytewise.
    case text(String)
    /// Bytes.
    case bytes([UInt8])
    /// An id: 16 bytes on SQLite, `uuid` on Postgres.
    case id(high: UInt64, low: UInt64)
    /// Milliseconds since 1970: an integer on SQLite, `timestamptz` on Postgres.
    case timestamp(milliseconds: Int64)
}

/// A type that can stand in a statement, and be read back from a column.
public protocol SQLColumn: Sendable, RowDecodable {
    /// The value to bind.
    var sqlValue: SQLValue { get }
    /// Reads the next column of `row`.
    static func read(from row: inout Row) throws -> Self
}

extension SQLColumn {
    /// A row of one column.
    public init(row: inout Row) throws { self = try Self.read(from: &row) }
}

extension String: SQLColumn {
    /// The text.
    public var sqlValue: SQLValue { .text(self) }
    /// Reads text.
    public static func read(from row: inout Row) throws -> String { try row.column { try $0.text(at: $1) } }
}

extension Int: SQLColumn {
    /// The integer.
    public var sqlValue: SQLValue { .integer(Int64(self)) }
    /// Reads an integer.
    public static func read(from row: inout Row) throws -> Int { Int(try row.column { try $0.integer(at: $1) }) }
}

extension Int64: SQLColumn {
    /// The integer.
    public var sqlValue: SQLValue { .integer(self) }
    /// Reads an integer.
    public static func read(from row: inout Row) throws -> Int64 { try row.column { try $0.integer(at: $1) } }
}

extension Double: SQLColumn {
    /// The number.
    public var sqlValue: SQLValue { .real(self) }
    /// Reads a double.
    public static func read(from row: inout Row) throws -> Double { try row.column { try $0.real(at: $1) } }
}

extension Bool: SQLColumn {
    /// 0 or 1.
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    /// Reads 0 as false and anything else as true.
    public static func read(from row: inout Row) throws -> Bool { try row.column { try $0.integer(at: $1) } != 0 }
}

extension [UInt8]: SQLColumn, RowDecodable {
    /// The bytes.
    public var sqlValue: SQLValue { .bytes(self) }
    /// Reads bytes.
    public static func read(from row: inout Row) throws -> [UInt8] { try row.column { try $0.bytes(at: $1) } }
}

extension Date: SQLColumn {
    /// The time, to the millisecond.
    public var sqlValue: SQLValue { .timestamp(milliseconds: millisecondsSince1970) }
    /// Reads a time.
    public static func read(from row: inout Row) throws -> Date {
        Date(millisecondsSince1970: try row.column { try $0.timestamp(at: $1) })
    }
}

extension ID: SQLColumn, RowDecodable {
    /// The id.
    public var sqlValue: SQLValue { .id(high: high, low: low) }
    /// Reads an id.
    public static func read(from row: inout Row) throws -> ID {
        let (high, low) = try row.column { try $0.id(at: $1) }
        return ID(high: high, low: low)
    }
}

extension Optional: SQLColumn, RowDecodable where Wrapped: SQLColumn {
    /// The value, or NULL.
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
    /// Reads NULL as nil.
    public static func read(from row: inout Row) throws -> Wrapped? {
        if try row.skipNull() { return nil }
        return try Wrapped.read(from: &row)
    }
}

/// Enums and other raw values are stored as their raw value.
extension SQLColumn where Self: RawRepresentable, RawValue: SQLColumn {
    /// The raw value.
    public var sqlValue: SQLValue { rawValue.sqlValue }
    /// Reads a raw value; one that is unknown is an error.
    public static func read(from row: inout Row) throws -> Self {
        let raw = try RawValue.read(from: &row)
        guard let value = Self(rawValue: raw) else {
            throw Fault(.unexpectedRow, "the column holds \(raw), which is no \(Self.self)")
        }
        return value
    }
}
