/// One forward step of a module's schema: portable, named, recorded when done, never changed after it has been
/// deployed.
public struct SchemaStep: Hashable, Sendable {
    /// Unique within the module, for instance `1-accounts`.
    public let name: String
    /// What the step does, in order, in one transaction.
    public let changes: [SchemaChange]

    /// A step of one or more changes.
    public static func step(_ name: String, _ changes: SchemaChange...) -> SchemaStep {
        SchemaStep(name: name, changes: changes)
    }

    package init(name: String, changes: [SchemaChange]) {
        self.name = name
        self.changes = changes
    }
}

/// A change that every engine can make.
public enum SchemaChange: Hashable, Sendable {
    /// A new table. `shardedBy` names the column whose value decides the bucket of a row.
    case createTable(TableDefinition)
    /// A new index.
    case createIndex(IndexDefinition)
    /// A new column at the end of a table; it must be nullable or have a default.
    case addColumn(table: String, ColumnDefinition)
    /// A statement for when no portable change fits. It must be valid on every engine the app uses.
    case statement(String)

    /// A new table, its columns, and the column that decides a row's bucket.
    public static func table(_ name: String, shardedBy: String? = nil, _ columns: ColumnDefinition...) -> SchemaChange {
        .createTable(TableDefinition(name: name, shardedBy: shardedBy, columns: columns))
    }

    /// A new table whose primary key is several columns.
    public static func table(
        _ name: String, shardedBy: String? = nil, primaryKey: [String], _ columns: ColumnDefinition...
    ) -> SchemaChange {
        .createTable(TableDefinition(name: name, shardedBy: shardedBy, columns: columns, primaryKey: primaryKey))
    }

    /// A new index over columns of a table.
    public static func index(_ name: String, on table: String, _ columns: String..., unique: Bool = false)
        -> SchemaChange
    {
        .createIndex(IndexDefinition(name: name, table: table, columns: columns, isUnique: unique))
    }
}

/// A table as a step creates it.
public struct TableDefinition: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The column that decides a row's bucket. Every table of a module needs one: boot checks it.
    public var shardedBy: String?
    /// Its columns.
    public var columns: [ColumnDefinition]
    /// The columns of its primary key, where that is not one column's own.
    public var primaryKey: [String] = []
}

/// An index as a step creates it.
public struct IndexDefinition: Hashable, Sendable {
    /// Its name, unique within the module.
    public var name: String
    /// The table it is on.
    public var table: String
    /// Its columns, in order.
    public var columns: [String]
    /// Whether it refuses equal values. Unique within a shard only: use a `Claim` for what must be unique everywhere.
    public var isUnique: Bool
}

/// A column: its name, kind and rules.
public struct ColumnDefinition: Hashable, Sendable {
    /// The kinds every engine has.
    public enum Kind: String, Hashable, Sendable {
        /// 16 bytes.
        case id
        /// Text, compared bytewise.
        case text
        /// 64 bits.
        case integer
        /// A double.
        case real
        /// True or false.
        case boolean
        /// A time to the millisecond.
        case timestamp
        /// Bytes.
        case bytes
    }

    /// Its name.
    public var name: String
    /// Its kind.
    public var kind: Kind
    /// Whether NULL is allowed.
    public var isNullable = false
    /// Whether it is the primary key.
    public var isPrimaryKey = false
    /// Whether the engine numbers the rows itself, upwards: an integer primary key that statements leave out.
    public var isNumbered = false
    /// The value for rows that give none.
    public var defaultValue: Literal?

    /// A constant that every engine writes alike.
    public enum Literal: Hashable, Sendable {
        /// An integer, or a boolean as 0 or 1.
        case integer(Int)
        /// Text.
        case text(String)
    }

    /// An id.
    public static func id(_ name: String) -> ColumnDefinition { .init(name: name, kind: .id) }
    /// Text.
    public static func text(_ name: String) -> ColumnDefinition { .init(name: name, kind: .text) }
    /// A 64-bit integer.
    public static func integer(_ name: String) -> ColumnDefinition { .init(name: name, kind: .integer) }
    /// A double.
    public static func real(_ name: String) -> ColumnDefinition { .init(name: name, kind: .real) }
    /// True or false.
    public static func boolean(_ name: String) -> ColumnDefinition { .init(name: name, kind: .boolean) }
    /// A time.
    public static func timestamp(_ name: String) -> ColumnDefinition { .init(name: name, kind: .timestamp) }
    /// Bytes.
    public static func bytes(_ name: String) -> ColumnDefinition { .init(name: name, kind: .bytes) }

    /// A 64-bit integer primary key that the engine fills in, each row's above those of all rows there are.
    ///
    /// On SQLite the numbers of deleted last rows come again: whoever keeps places by them keeps the last row.
    package static func number(_ name: String) -> ColumnDefinition {
        ColumnDefinition(name: name, kind: .integer, isPrimaryKey: true, isNumbered: true)
    }

    /// This column as the primary key.
    public var primaryKey: ColumnDefinition { changed { $0.isPrimaryKey = true } }
    /// This column with NULL allowed.
    public var nullable: ColumnDefinition { changed { $0.isNullable = true } }
    /// This column with a default.
    public func defaulting(to value: Literal) -> ColumnDefinition { changed { $0.defaultValue = value } }

    private func changed(_ change: (inout ColumnDefinition) -> Void) -> ColumnDefinition {
        var copy = self
        change(&copy)
        return copy
    }
}
