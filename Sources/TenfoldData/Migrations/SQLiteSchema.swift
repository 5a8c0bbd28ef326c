import TenfoldCore

/// Writes schema changes in SQLite's words: STRICT tables, bytewise text, and rows stored in their primary key unless
/// that is an integer, or rows may be large.
enum SQLiteSchema {
    static func statement(for change: SchemaChange) throws -> String {
        switch change {
        case .createTable(let table): try createTable(table)
        case .createIndex(let index):
            "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(quoted(index.name)) ON \(quoted(index.table)) (\(list(index.columns)))"
        case .addColumn(let table, let column): "ALTER TABLE \(quoted(table)) ADD COLUMN \(definition(of: column))"
        case .statement(let text): text
        }
    }

    private static func createTable(_ table: TableDefinition) throws -> String {
        let key = try primaryKey(of: table)
        var parts = table.columns.map(definition)
        // One integer as the key is the row's own number in SQLite, which needs no second tree.
        let isRowNumber = key.count == 1 && table.columns.contains { $0.name == key[0] && $0.kind == .integer }
        if !key.isEmpty { parts.append("PRIMARY KEY (\(list(key)))") }
        // Documents: a page of a key's tree would hold few of them (decision 0014).
        let hasLargeRows = table.columns.contains { $0.kind == .bytes && !key.contains($0.name) }
        let options = key.isEmpty || isRowNumber || hasLargeRows ? "STRICT" : "STRICT, WITHOUT ROWID"
        return "CREATE TABLE \(quoted(table.name)) (\(parts.joined(separator: ", "))) \(options)"
    }

    private static func primaryKey(of table: TableDefinition) throws -> [String] {
        let own = table.columns.filter(\.isPrimaryKey).map(\.name)
        guard own.isEmpty || table.primaryKey.isEmpty, own.count < 2 else {
            throw Fault(
                .programming,
                "table \(table.name) says its primary key more than once; a key of several columns is written primaryKey: [\"a\", \"b\"]"
            )
        }
        return own + table.primaryKey
    }

    private static func definition(of column: ColumnDefinition) -> String {
        var text = "\(quoted(column.name)) \(type(of: column.kind))"
        if !column.isNullable { text += " NOT NULL" }
        switch column.defaultValue {
        case nil: break
        case .integer(let number): text += " DEFAULT \(number)"
        case .text(let value):
            text +=
                " DEFAULT '\(value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
        }
        return text
    }

    private static func type(of kind: ColumnDefinition.Kind) -> String {
        switch kind {
        case .id, .bytes: "BLOB"
        case .text: "TEXT"
        case .integer, .boolean, .timestamp: "INTEGER"
        case .real: "REAL"
        }
    }

    private static func list(_ names: [String]) -> String { names.map(quoted).joined(separator: ", ") }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
