import Synchronization
package import TenfoldCore

/// Writes events beside the rows that made them true, and tells readers in this process after the commit.
///
/// The key's sequence row is locked until the commit, so sequence order is commit order for each key on every engine.
package final class OutboxWriter: EventOutbox {
    private let traceparent: @Sendable () -> String?
    private let listeners = Mutex<[@Sendable (Bucket) -> Void]>([])

    /// `traceparent` gives the present call's.
    package init(traceparent: @escaping @Sendable () -> String? = { nil }) { self.traceparent = traceparent }

    /// Throws `Fault.programming` when the event's key is of another bucket than the transaction: its sequence lives in
    /// its key's bucket, and moves with it.
    package func append(_ event: some Event, in transaction: Transaction) async throws {
        let (name, key) = (type(of: event).name, event.key)
        guard key.bucket == transaction.bucket, !key.meansPrincipal else {
            throw Fault(
                .programming,
                "\(name) has the key \(key.text) of bucket \(key.bucket), and was published in bucket \(transaction.bucket):"
                    + " give the event a key of its command's bucket, or make the ids it is about in that bucket with tx.newID()"
            )
        }
        let sequence: Int64 = try await transaction.one(
            """
            INSERT INTO tenfold_sequence (name, key, bucket, last) VALUES (\(name), \(key.text), \(key.bucket.number), 1)
            ON CONFLICT (name, key) DO UPDATE SET last = tenfold_sequence.last + 1 RETURNING last
            """)
        let (id, parent) = (transaction.newID(EventMetadata.self), traceparent())
        let body = try StoredJSON.encode(event)
        try await transaction.execute(
            """
            INSERT INTO tenfold_outbox (event_id, name, key, bucket, sequence, body, traceparent, occurred_at)
            VALUES (\(id), \(name), \(key.text), \(key.bucket.number), \(sequence), \(body), \(parent),
            \(transaction.services.clock.now()))
            """ as SQL)
        let bucket = transaction.bucket
        transaction.onCommit { [weak self] in
            DataMetrics.eventsAppended.increment()
            self?.wake(bucket)
        }
    }

    /// Calls `wake` after each commit in this process that published in a bucket. It must return at once.
    func onPublish(_ wake: @escaping @Sendable (Bucket) -> Void) { listeners.withLock { $0.append(wake) } }

    private func wake(_ bucket: Bucket) {
        for listener in listeners.withLock({ $0 }) { listener(bucket) }
    }
}
