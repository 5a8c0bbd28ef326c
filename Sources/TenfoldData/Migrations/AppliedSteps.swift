import TenfoldCore

/// A schema step that a database has had.
struct AppliedStep: RowDecodable, Hashable {
    let name: String
    let digest: String

    init(name: String, digest: String) {
        self.name = name
        self.digest = digest
    }

    init(row: inout Row) throws {
        name = try row.next()
        digest = try row.next()
    }
}

/// The record of the steps, in the order in which they were applied.
enum AppliedSteps {
    static let schema = """
        CREATE TABLE IF NOT EXISTS tenfold_schema (
            position INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            digest TEXT NOT NULL,
            applied_at INTEGER NOT NULL
        ) STRICT
        """
    static let isThere: SQL = "SELECT 1 FROM sqlite_schema WHERE name = 'tenfold_schema'"
    static let all: SQL = "SELECT name, digest FROM tenfold_schema ORDER BY position"

    static func record(_ step: SchemaStep, atMilliseconds now: Int64) -> SQL {
        """
        INSERT INTO tenfold_schema (name, digest, applied_at)
        VALUES (\(step.name), \(SchemaDigest.of(step)), \(now))
        """
    }
}
