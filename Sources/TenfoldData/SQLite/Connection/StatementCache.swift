import GRDBSQLite
import TenfoldCore

/// A connection's prepared statements, by their text; the one that was not used for longest leaves when there are too
/// many.
struct StatementCache {
    /// How many statements are kept.
    var limit = 256
    private let handle: OpaquePointer
    private var statements: [String: PreparedStatement] = [:]
    private var uses: UInt64 = 0

    init(handle: OpaquePointer) { self.handle = handle }

    var count: Int { statements.count }

    /// - Parameter isOwn: whether the engine itself wrote the statement, which may then control the transaction.
    mutating func statement(_ text: String, isOwn: Bool) throws -> PreparedStatement {
        uses += 1
        if let found = statements[text] {
            found.lastUse = uses
            return found
        }
        if !isOwn { try StatementRules.check(text) }
        let statement = try PreparedStatement(text, handle: handle)
        statement.lastUse = uses
        if statements.count >= limit { removeLeastRecentlyUsed() }
        statements[text] = statement
        return statement
    }

    mutating func removeAll() {
        for statement in statements.values { statement.finalize() }
        statements = [:]
    }

    private mutating func removeLeastRecentlyUsed() {
        guard let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
        oldest.value.finalize()
        statements[oldest.key] = nil
    }
}

/// What a body's statement may not be.
enum StatementRules {
    private static let refused: Set<String> = [
        "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "ATTACH", "DETACH", "PRAGMA", "VACUUM",
    ]

    static func check(_ text: String) throws {
        let word = firstWord(of: text)
        guard !refused.contains(word) else {
            throw Fault(
                .statementFailed,
                "\(word) is not for transaction bodies: the engine begins, commits and configures; use tx.savepoint for a part"
            )
        }
    }

    private static func firstWord(of text: String) -> String {
        var rest = text[...]
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == ";" }
            if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                rest = afterBlockComment(rest.dropFirst(2))
            } else {
                return rest.prefix { $0.isLetter }.uppercased()
            }
        }
    }

    private static func afterBlockComment(_ text: Substring) -> Substring {
        var rest = text
        while !rest.isEmpty && !rest.hasPrefix("*/") { rest = rest.dropFirst() }
        return rest.dropFirst(2)
    }
}
