import TenfoldCore

/// Answers what relays in other processes ask of a subscriber of this one.
package struct DeliveryDesk: Sendable {
    /// More attempts at once are refused.
    package static let maximumBatch = 256

    private let subscriber: EventSubscriber

    package init(_ subscriber: EventSubscriber) { self.subscriber = subscriber }

    package var subscriberName: String { subscriber.name }

    /// Looks after the time limits of handlers until it is cancelled.
    package func watch() async { await subscriber.limit.watch() }

    /// Throws `Refusal` (`malformed`) for what cannot be understood, and whatever the database throws.
    package func answer(_ request: DeliveryRequest) async throws -> DeliveryReply {
        let receiver = subscriber.receiver(
            publisher: request.publisher, shard: request.shard,
            metrics: DeliveryMetrics(publisher: request.publisher, subscriber: subscriber.name))
        switch request.work {
        case .load: return Self.memory(try await receiver.load())
        case .handle(let attempts, let mayBegin): return try await handle(attempts, mayBegin, receiver)
        case .park(let events, let poison):
            try await park(events.map(\.event), poison, receiver)
            return .done
        case .fetch(let bucket, let key, let limit):
            let key = LaneKey(bucket: Bucket(bucket), text: key)
            switch try await receiver.parkedRows(of: key, limit: max(1, min(limit, 1_000))) {
            case .parked: return .parked
            case .replay(let events): return .replay(events.map { PushedEvent($0) })
            }
        case .poll:
            let (keys, count) = try await receiver.poll()
            return .polled(parkedKeys: keys.map { PushedKey($0, isParked: true) }, count: count)
        }
    }

    private func handle(
        _ pushed: [PushedAttempt], _ mayBegin: Bool, _ receiver: LocalReceiver
    ) async throws -> DeliveryReply {
        guard pushed.count <= Self.maximumBatch else {
            throw Refusal(
                .malformed, code: "tenfold.bad-delivery",
                "At most \(Self.maximumBatch) events may be pushed at once, not \(pushed.count).")
        }
        let attempts = pushed.map(\.attempt)
        return .outcomes(await receiver.handle(attempts, mayBegin: mayBegin).map { PushedOutcome($0) })
    }

    private func park(_ events: [StoredEvent], _ poison: PushedPoison?, _ receiver: LocalReceiver) async throws {
        guard let first = events.first else { return }
        try await receiver.park(
            events, of: LaneKey(first), poison.map { Poison(attempts: $0.attempts, error: $0.error) })
    }

    private static func memory(_ memory: SubscriberStore.Memory) -> DeliveryReply {
        .memory(
            attempts: memory.recordedAttempts.map { PushedCount(id: $0.key, attempts: $0.value) },
            parkedKeys: memory.parkedKeys.map { PushedKey($0.key, isParked: $0.value) }, parkedCount: memory.parkedCount
        )
    }
}
