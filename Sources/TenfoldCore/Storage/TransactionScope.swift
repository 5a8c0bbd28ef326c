import Synchronization

/// An open transaction's life: alive, or dead after an error, or ended. Shared by the façades over it.
public final class TransactionScope: Sendable {
    private enum State { case alive, dead, ended }

    package let runner: any StatementRunner
    private let state = Mutex(State.alive)

    /// Inside a transaction body: whatever else could be awaited refuses to start.
    @TaskLocal package static var isInside = false

    package init(runner: any StatementRunner) { self.runner = runner }

    /// Throws `Fault` (`suspendedInTransaction`) inside a transaction body: for senders, caches, HTTP and nested
    /// transactions.
    package static func refuseInside(_ what: @autoclosure () -> String) throws {
        guard isInside else { return }
        throw Fault(
            .suspendedInTransaction,
            "\(what()) was used inside a transaction body, which may await only its own transaction; do it before or after"
        )
    }

    func execute(_ sql: SQL) async throws -> Int {
        try await guarded { try await runner.execute(sql) }
    }

    func query(_ sql: SQL, row: (inout Row) throws -> Bool) async throws {
        try await guarded { try await runner.query(sql, row: row) }
    }

    /// Runs `body` so that its failure undoes only its own statements.
    func savepoint<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await guarded { try await runner.beginSavepoint() }
        do {
            let value = try await body()
            try await guarded { try await runner.releaseSavepoint() }
            return value
        } catch {
            try await runner.rollbackSavepoint()
            state.withLock { if $0 == .dead { $0 = .alive } }
            throw error
        }
    }

    /// Called by the engine when the body has returned: a leaked transaction does nothing any more.
    package func end() { state.withLock { $0 = .ended } }

    /// Whether a statement failed outside a savepoint: such a transaction cannot commit.
    package var isDead: Bool { state.withLock { $0 == .dead } }

    private func guarded<Value>(_ work: () async throws -> Value) async throws -> Value {
        switch state.withLock({ $0 }) {
        case .alive: break
        case .dead:
            throw Fault(
                .transactionIsDead, "a statement failed earlier in this transaction; use tx.savepoint for what may fail"
            )
        case .ended:
            throw Fault(.transactionIsDead, "the transaction has ended; its body must not hand it on")
        }
        try Call.current.checkDeadline()
        do {
            return try await work()
        } catch {
            state.withLock { if $0 == .alive { $0 = .dead } }
            throw error
        }
    }
}
