import Logging
import TenfoldCore

/// Why a push has no answer.
package enum PushFailure: Error, Sendable {
    /// The subscriber saw nothing of it.
    case unreachable(String)
    /// It may have done some of it: its process ended, or the answer was lost.
    case lost(String)
}

/// Carries a request to a subscriber's process. Throws `PushFailure` where it brings no answer.
package typealias DeliveryTransport = @Sendable (DeliveryRequest) async throws -> DeliveryReply

/// A subscriber in another process, which is pushed to.
struct RemoteReceiver: EventReceiver {
    let publisher: String
    let shard: Int
    let transport: DeliveryTransport
    let logger: Logger

    /// Enough to share the cost of a request, few enough that a slow event holds up few others.
    var batchLimit: Int { 32 }

    func load() async throws -> SubscriberStore.Memory {
        guard case .memory(let attempts, let keys, let count) = try await ask(.load) else { throw Self.otherKind }
        var memory = SubscriberStore.Memory()
        for entry in attempts { memory.recordedAttempts[entry.id] = entry.attempts }
        for entry in keys { memory.parkedKeys[entry.key] = entry.isParked }
        memory.parkedCount = count
        return memory
    }

    func handle(_ attempts: [Attempt], mayBegin: Bool) async -> [DeliveryOutcome] {
        do {
            let reply = try await ask(.handle(attempts.map { PushedAttempt($0) }, mayBegin: mayBegin))
            guard case .outcomes(let outcomes) = reply, outcomes.count == attempts.count else { throw Self.otherKind }
            return outcomes.map(\.outcome)
        } catch PushFailure.lost(let reason) where !Task.isCancelled {
            log("a push of events was lost", reason)
            return attempts.map { _ in .lost }
        } catch {
            if !Task.isCancelled { log("events could not be pushed, so they wait", "\(error)") }
            return attempts.map { _ in Task.isCancelled ? .abandoned : .notStarted }
        }
    }

    func park(_ events: [StoredEvent], of key: LaneKey, _ poison: Poison?) async throws {
        let poison = poison.map { PushedPoison(attempts: $0.attempts, error: $0.error) }
        guard case .done = try await ask(.park(events.map { PushedEvent($0) }, poison)) else { throw Self.otherKind }
    }

    func parkedRows(of key: LaneKey, limit: Int) async throws -> ParkedRows {
        switch try await ask(.fetch(bucket: key.bucket.number, key: key.text, limit: limit)) {
        case .parked: return .parked
        case .replay(let events): return .replay(events.map(\.event))
        default: throw Self.otherKind
        }
    }

    func poll() async throws -> (parkedKeys: Set<LaneKey>, count: Int) {
        guard case .polled(let keys, let count) = try await ask(.poll) else { throw Self.otherKind }
        return (Set(keys.map(\.key)), count)
    }

    /// The subscriber's process watches its own.
    func watch() async {}

    private func ask(_ work: DeliveryRequest.Work) async throws -> DeliveryReply {
        try await transport(DeliveryRequest(publisher: publisher, shard: shard, work: work))
    }

    private func log(_ sentence: Logger.Message, _ error: String) {
        logger.warning(
            sentence, metadata: ["publisher": "\(publisher)", "shard": "\(shard)", "error": "\(error)"])
    }

    private static let otherKind = Fault(.programming, "the subscriber answered with another kind of reply")
}
