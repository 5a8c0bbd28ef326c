import TenfoldCore

/// A digest of what a schema step says, engine or not, so that a later change of it is noticed.
///
/// FNV-1a over the step's parts, each with its length: it guards against mistakes, not against forgery.
enum SchemaDigest {
    static func of(_ step: SchemaStep) -> String {
        var hash = Hash()
        for change in step.changes { hash.add(change) }
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private struct Hash {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325

        mutating func add(_ text: String) {
            for byte in "\(text.utf8.count):\(text)".utf8 {
                value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            }
        }

        mutating func add(_ texts: [String]) {
            add(String(texts.count))
            for text in texts { add(text) }
        }

        mutating func add(_ change: SchemaChange) {
            switch change {
            case .createTable(let table):
                add(["table", table.name, table.shardedBy ?? ""])
                add(String(table.columns.count))
                for column in table.columns { add(column) }
                add(table.primaryKey)
            case .createIndex(let index):
                add(["index", index.name, index.table, index.isUnique ? "unique" : ""])
                add(index.columns)
            case .addColumn(let table, let column):
                add(["column", table])
                add(column)
            case .statement(let text):
                add(["statement", text])
            }
        }

        mutating func add(_ column: ColumnDefinition) {
            add([
                column.name, column.kind.rawValue, column.isNullable ? "nullable" : "",
                column.isPrimaryKey ? "key" : "",
            ])
            switch column.defaultValue {
            case nil: add("none")
            case .integer(let number): add(["integer", String(number)])
            case .text(let text): add(["text", text])
            }
        }
    }
}
