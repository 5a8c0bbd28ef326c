import TenfoldCore

/// The statements of one body on its connection. They are plain calls, so they never suspend.
// @unchecked: every call first checks that it is on the connection's own thread, and `isOpen` is touched only there.
final class OpenTransaction: StatementRunner, @unchecked Sendable {
    private let connection: ShardConnection
    private let interruption: Interruption
    private let thread = ThreadIdentity.current
    private var isOpen = true

    init(on connection: ShardConnection, interruption: Interruption) {
        self.connection = connection
        self.interruption = interruption
        connection.interruption = interruption
    }

    /// Nothing reaches the connection through this transaction any more. Called on its thread.
    func close() {
        isOpen = false
        connection.interruption = nil
    }

    func execute(_ sql: SQL) async throws -> Int {
        try check()
        return try connection.execute(sql)
    }

    func query(_ sql: SQL, row: (inout Row) throws -> Bool) async throws {
        try check()
        try connection.query(sql, row: row)
    }

    func beginSavepoint() async throws {
        try check()
        try connection.run("SAVEPOINT part")
    }

    func releaseSavepoint() async throws {
        try check()
        try connection.run("RELEASE part")
    }

    func rollbackSavepoint() async throws {
        try check(isUndoing: true)
        try connection.run("ROLLBACK TO part")
        try connection.run("RELEASE part")
    }

    private func check(isUndoing: Bool = false) throws {
        guard thread.isCurrent else {
            throw Fault(
                .suspendedInTransaction,
                "a statement was run from another thread than its transaction's: the body left it")
        }
        guard isOpen else {
            throw Fault(.transactionIsDead, "the transaction has ended; its body must not hand it on")
        }
        guard connection.isInTransaction else {
            throw Fault(.transactionIsDead, "the database rolled the transaction back after an earlier error")
        }
        if !isUndoing { try interruption.check() }
    }
}
