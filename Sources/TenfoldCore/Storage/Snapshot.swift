/// Reads of one consistent state of one shard: what `database.read` hands to its body.
public struct Snapshot: SQLReading {
    public let scope: TransactionScope

    package init(runner: any StatementRunner) { scope = TransactionScope(runner: runner) }
}

/// The reading verbs that snapshots and transactions share.
public protocol SQLReading: Sendable {
    /// The open transaction behind it; only Tenfold makes one.
    var scope: TransactionScope { get }
}

extension SQLReading {
    /// The one row there must be. Throws `Fault` (`unexpectedRow`) for none or two.
    public func one<Value: RowDecodable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> Value {
        var found: [Value] = []
        try await scope.query(sql) { row in
            found.append(try Value(row: &row))
            return found.count < 2
        }
        guard found.count == 1, let value = found.first else {
            throw Fault(
                .unexpectedRow, "one row was expected, \(found.isEmpty ? "none" : "more than one") came: \(sql.text)")
        }
        return value
    }

    /// The first row, or nil where there is none.
    public func first<Value: RowDecodable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> Value? {
        var found: Value?
        try await scope.query(sql) { row in
            found = try Value(row: &row)
            return false
        }
        return found
    }

    /// All rows. Put a LIMIT into the statement: the result is held in memory.
    public func all<Value: RowDecodable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> [Value] {
        var found: [Value] = []
        try await scope.query(sql) { row in
            found.append(try Value(row: &row))
            return true
        }
        return found
    }
}
