import TenfoldCore

/// A subscriber's side of a stream: its effects, and what it keeps of attempts and parked events. In this process, or
/// in another that is spoken to over the wire.
protocol EventReceiver: Sendable {
    /// How many attempts it likes to get at once.
    var batchLimit: Int { get }
    /// What the stream must know of its earlier life.
    func load() async throws -> SubscriberStore.Memory
    /// Handles events of different keys; an outcome for each, in their order.
    ///
    /// - Parameter mayBegin: whether a key's first event may have any sequence: the subscription began after the outbox
    ///   did.
    func handle(_ attempts: [Attempt], mayBegin: Bool) async -> [DeliveryOutcome]
    /// Parks events of one key: the first as poison where it is one, the others as its followers.
    func park(_ events: [StoredEvent], of key: LaneKey, _ poison: Poison?) async throws
    /// What must be done about a key with rows in the parked table.
    func parkedRows(of key: LaneKey, limit: Int) async throws -> ParkedRows
    /// The keys of this stream that have a parked event, and the rows of the whole table.
    func poll() async throws -> (parkedKeys: Set<LaneKey>, count: Int)
    /// Looks after its time limits until it is cancelled.
    func watch() async
}

/// A subscriber in this process.
struct LocalReceiver: EventReceiver {
    let store: SubscriberStore
    let runner: AttemptRunner

    var batchLimit: Int { 1 }

    func load() async throws -> SubscriberStore.Memory { try await store.load() }

    func handle(_ attempts: [Attempt], mayBegin: Bool) async -> [DeliveryOutcome] {
        if attempts.count == 1, let attempt = attempts.first { return [await runner.run(attempt, mayBegin: mayBegin)] }
        return await withTaskGroup(of: (Int, DeliveryOutcome).self) { group in
            for (index, attempt) in attempts.enumerated() {
                group.addTask { (index, await runner.run(attempt, mayBegin: mayBegin)) }
            }
            var outcomes = [DeliveryOutcome](repeating: .abandoned, count: attempts.count)
            for await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes
        }
    }

    func park(_ events: [StoredEvent], of key: LaneKey, _ poison: Poison?) async throws {
        try await store.park(events, of: key, poison)
    }

    func parkedRows(of key: LaneKey, limit: Int) async throws -> ParkedRows {
        try await store.parkedRows(of: key, limit: limit)
    }

    func poll() async throws -> (parkedKeys: Set<LaneKey>, count: Int) { try await store.poll() }

    func watch() async { await runner.limit.watch() }
}
