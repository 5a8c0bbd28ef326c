import Synchronization

/// One serializable transaction in one bucket's shard. It commits when its body returns, and is rolled back when the
/// body throws.
///
/// The body may await only this transaction, and may run more than once. After an error the transaction is dead,
/// unless the error happened inside `savepoint`.
public struct Transaction: SQLReading {
    public let scope: TransactionScope
    /// The bucket it was opened for.
    public let bucket: Bucket
    package let services: TransactionServices
    private let afterCommit = CommitActions()

    package init(runner: any StatementRunner, bucket: Bucket, services: TransactionServices) {
        self.scope = TransactionScope(runner: runner)
        self.bucket = bucket
        self.services = services
    }

    /// Runs a statement that returns no rows; answers how many rows it changed.
    @discardableResult
    public func execute(_ sql: SQL) async throws -> Int { try await scope.execute(sql) }

    /// Runs `body` so that an error inside it undoes only its own statements and leaves the transaction usable.
    public func savepoint<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await scope.savepoint(body)
    }

    /// A new id in this transaction's bucket.
    public func newID<Entity>(_ type: Entity.Type = Entity.self) -> ID<Entity> {
        var random = SystemRandomNumberGenerator()
        return ID.new(in: bucket, atMilliseconds: services.clock.now().millisecondsSince1970, using: &random)
    }

    /// Publishes an event: it is delivered if, and only if, this transaction commits.
    public func publish(_ event: some Event) async throws {
        guard let outbox = services.outbox else {
            throw Fault(
                .programming, "this database has no outbox, so \(type(of: event).name) cannot be published from it")
        }
        try await outbox.append(event, in: self)
    }

    /// Forgets a cached value when, and only when, this transaction commits: the caller sees the change at once, others
    /// within 1 s.
    public func invalidate<Key: CacheKey, Value>(_ cache: Cache<Key, Value>, _ key: Key) async throws {
        let text = key.cacheKey
        try await services.invalidations?.append(cache: cache.name, key: text, in: self)
        afterCommit.add { cache.engine.invalidate(space: cache.name, key: text) }
    }

    /// Runs `action` after the commit and before anyone learns of it. Not run when the transaction is rolled back.
    package func onCommit(_ action: @escaping @Sendable () -> Void) { afterCommit.add(action) }

    /// The engine calls this after COMMIT, before it delivers the outcome.
    package func runCommitActions() { afterCommit.run() }
}

/// What a transaction does once it is committed.
private final class CommitActions: Sendable {
    private let actions = Mutex<[@Sendable () -> Void]>([])

    func add(_ action: @escaping @Sendable () -> Void) { actions.withLock { $0.append(action) } }

    func run() {
        let all = actions.withLock { actions in
            defer { actions = [] }
            return actions
        }
        for action in all { action() }
    }
}
