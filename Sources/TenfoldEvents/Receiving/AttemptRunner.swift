import Logging
import Metrics
import TenfoldCore

/// Runs one attempt: `prepare` outside any transaction, then the effect in the transaction that advances the sequence.
struct AttemptRunner: Sendable {
    let subscriptions: [String: Subscription]
    let store: SubscriberStore
    let timeout: Duration
    /// Of preparing; someone must watch it.
    let limit: TimeLimit
    let trace: @Sendable (String?) -> TraceContext?
    let metrics: DeliveryMetrics
    let logger: Logger

    func run(_ attempt: Attempt, mayBegin: Bool) async -> DeliveryOutcome {
        let event = attempt.event
        let call = Call(
            deadline: .now + timeout, priority: .background, attempt: attempt.number - 1,
            trace: trace(event.traceparent), event: event.metadata(attempt: attempt.number))
        return await Call.$current.withValue(call) {
            let started = ContinuousClock.now
            let outcome = await handle(attempt, mayBegin)
            metrics.attemptSeconds.record(duration: .now - started)
            return outcome
        }
    }

    private func handle(_ attempt: Attempt, _ mayBegin: Bool) async -> DeliveryOutcome {
        if attempt.isRecordedFirst {
            do {
                try await store.record(attempt)
            } catch {
                metrics.stalls.increment()
                log(.error, "an attempt could not be written down, so it waits", attempt, error)
                return .notStarted
            }
        }
        do {
            return try await deliver(attempt, mayBegin)
        } catch {
            return await failed(attempt, error)
        }
    }

    private func deliver(_ attempt: Attempt, _ mayBegin: Bool) async throws -> DeliveryOutcome {
        let event = attempt.event
        guard let subscription = subscriptions[event.name] else {
            throw Fault(
                .undeclared, "nothing subscribes to \(event.name) any more: drop the event, or subscribe to it again")
        }
        let prepared = try await limit.run { try await subscription.prepare(event) }
        let outcome = try await store.apply(attempt, mayBegin: mayBegin) {
            try await subscription.apply(event, prepared, $0)
        }
        (outcome == .applied ? metrics.applied : metrics.duplicates).increment()
        return outcome
    }

    /// An event that was applied before does not fail, whatever its handler says the second time.
    private func failed(_ attempt: Attempt, _ error: any Error) async -> DeliveryOutcome {
        if Task.isCancelled { return .abandoned }
        let call = Call(deadline: .now + timeout, priority: .background)
        let isApplied = await Call.$current.withValue(call) {
            (try? await store.acknowledgeIfApplied(attempt.event)) == true
        }
        if isApplied {
            metrics.duplicates.increment()
            return .duplicate
        }
        if FullDisk.isCause(of: error) {
            // Nobody's fault, and over by itself once there is room: no event is parked for it.
            metrics.stalls.increment()
            log(.error, "there is no room on a disk, so an event waits", attempt, error)
            return .notStarted
        }
        metrics.failures.increment()
        if (error as? Fault)?.code == .eventGap { metrics.gaps.increment() }
        log(.warning, "an attempt to handle an event failed", attempt, error)
        return .failed(String(describing: error))
    }

    private func log(_ level: Logger.Level, _ sentence: Logger.Message, _ attempt: Attempt, _ error: any Error) {
        logger.log(
            level: level, sentence,
            metadata: [
                "event": "\(attempt.event.name)", "event_id": "\(attempt.event.id)", "key": "\(attempt.event.key)",
                "sequence": "\(attempt.event.sequence)", "attempt": "\(attempt.number)", "error": "\(error)",
            ])
    }
}
