/// One open transaction of an engine, as the façades `Snapshot` and `Transaction` use it.
///
/// An engine whose statements are plain calls (SQLite) never suspends in these.
package protocol StatementRunner: Sendable {
    /// Runs a statement that returns no rows; answers how many rows it changed.
    func execute(_ sql: SQL) async throws -> Int
    /// Runs a statement and calls `row` for each row until it returns false.
    func query(_ sql: SQL, row: (inout Row) throws -> Bool) async throws
    func beginSavepoint() async throws
    func releaseSavepoint() async throws
    func rollbackSavepoint() async throws
}

/// What a transaction may do besides statements; the runtime fills it in.
package struct TransactionServices: Sendable {
    package var clock: any WallClock
    package var outbox: (any EventOutbox)?
    package var invalidations: (any InvalidationLog)?

    package init(
        clock: any WallClock = SystemWallClock(), outbox: (any EventOutbox)? = nil,
        invalidations: (any InvalidationLog)? = nil
    ) {
        self.clock = clock
        self.outbox = outbox
        self.invalidations = invalidations
    }
}

/// Writes an event's row, and its key's next sequence, in the transaction that made it true.
package protocol EventOutbox: Sendable {
    func append(_ event: some Event, in transaction: Transaction) async throws
}

/// Writes an invalidation's row in the transaction that changed the value.
package protocol InvalidationLog: Sendable {
    func append(cache: String, key: String, in transaction: Transaction) async throws
}
