import TenfoldCore

/// A transaction that waits for the writer, with its types erased. All but `interruption` is used on the writer's
/// thread.
protocol BatchMember: AnyObject, Sendable {
    /// Runs the body on the connection, in a transaction or savepoint that the writer opened, and keeps what it came
    /// to.
    func run(on connection: ShardConnection)
    /// Whether the body wants to commit.
    var hasSucceeded: Bool { get }
    /// Puts an error in place of what the body came to.
    func fail(_ error: any Error)
    /// What the body wished to be done once it is committed.
    func runCommitActions()
    /// Tells the caller.
    func deliver()
}

/// One caller's transaction: its body, and what it came to.
// @unchecked: `continuation` is set before the writer learns of the member; all other state belongs to the writer's
// thread.
final class WaitingTransaction<Value: Sendable>: BatchMember, @unchecked Sendable {
    let interruption: Interruption
    private let call: Call
    private let bucket: Bucket
    private let fence: SQL?
    private let services: TransactionServices
    private let body: @Sendable (Transaction) async throws -> Value
    // Unsafe is without a check that it is resumed once; `value` and `deliver` see to that.
    private var continuation: UnsafeContinuation<Value, any Error>?
    private var outcome: Result<Value, any Error> = .failure(Fault(.unavailable, "the transaction did not run"))
    private var transaction: Transaction?

    /// - Parameter fence: finds a row while the bucket is served here; nil for the machinery's own transactions.
    init(
        call: Call, bucket: Bucket, fence: SQL?, services: TransactionServices,
        body: @escaping @Sendable (Transaction) async throws -> Value
    ) {
        self.interruption = Interruption(deadline: call.deadline)
        self.call = call
        self.bucket = bucket
        self.fence = fence
        self.services = services
        self.body = body
    }

    /// Waits for the outcome; `admit` puts the member into the writer's line, or throws.
    func value(admit: (any BatchMember) throws -> Void) async throws -> Value {
        try await interruption.value { continuation in
            // Resumed once: the writer delivers each member's outcome once.
            self.continuation = continuation
            try admit(self)
        }
    }

    func run(on connection: ShardConnection) {
        do {
            try interruption.check()
            try passFence(on: connection)
        } catch {
            outcome = .failure(error)
            return
        }
        let open = OpenTransaction(on: connection, interruption: interruption)
        let transaction = Transaction(runner: open, bucket: bucket, services: services)
        self.transaction = transaction
        outcome = BodyRun.run(call) { [body] in
            try await body(transaction)
        } abandon: {
            transaction.scope.end()
            open.close()
        }
        if transaction.scope.isDead, case .success = outcome { outcome = .failure(Self.deadTransaction) }
        transaction.scope.end()
        open.close()
        if !connection.isInTransaction, case .success = outcome { outcome = .failure(Self.deadTransaction) }
    }

    var hasSucceeded: Bool {
        if case .success = outcome { true } else { false }
    }

    func fail(_ error: any Error) { outcome = .failure(error) }

    func runCommitActions() { transaction?.runCommitActions() }

    func deliver() {
        continuation?.resume(with: outcome)
        continuation = nil
    }

    private func passFence(on connection: ShardConnection) throws {
        guard let fence, try !connection.hasRow(fence) else { return }
        throw Fault(
            .wrongShard,
            "bucket \(bucket) is not served from this shard any more; ask again with the present bucket map")
    }

    private static var deadTransaction: Fault {
        Fault(
            .transactionIsDead,
            "a statement of the body failed, so it cannot commit even though the error was caught; use tx.savepoint for what may fail"
        )
    }
}
