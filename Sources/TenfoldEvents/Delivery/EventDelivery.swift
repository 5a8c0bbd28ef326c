import FoundationEssentials
package import Logging
import Metrics
package import TenfoldCore

/// Delivers the events of one publisher to one subscriber, from the publisher's outbox itself.
///
/// Effects in the subscriber's database happen once; what `prepare` does elsewhere, at least once. `run` once only.
package final class EventDelivery: Sendable {
    private let outbox: any OutboxReading
    private let subscriber: String
    private let eventNames: Set<String>
    private let makeReceiver: @Sendable (_ shard: Int, DeliveryMetrics) -> any EventReceiver
    private let options: DeliveryOptions
    private let startedUncleanly: Bool
    private let lease: any StreamLease
    private let clock: any WallClock
    private let logger: Logger
    private let metrics: DeliveryMetrics
    private let inboxes: [StreamInbox]

    private init(
        outbox: any OutboxReading, subscriber: String, eventNames: Set<String>, options: DeliveryOptions,
        startedUncleanly: Bool, lease: any StreamLease, clock: any WallClock, logger: Logger,
        makeReceiver: @escaping @Sendable (_ shard: Int, DeliveryMetrics) -> any EventReceiver
    ) {
        self.outbox = outbox
        self.subscriber = subscriber
        self.eventNames = eventNames
        self.makeReceiver = makeReceiver
        self.options = options
        self.startedUncleanly = startedUncleanly
        self.lease = lease
        self.clock = clock
        self.logger = logger
        metrics = DeliveryMetrics(publisher: outbox.publisher, subscriber: subscriber)
        inboxes = (0..<outbox.shardCount).map { _ in StreamInbox() }
    }

    /// To a subscriber in this process. Does nothing until `run`.
    ///
    /// - Parameter startedUncleanly: the process's last life ended without a stop.
    package convenience init(
        outbox: any OutboxReading, to subscriber: EventSubscriber, startedUncleanly: Bool, lease: any StreamLease
    ) {
        let publisher = outbox.publisher
        self.init(
            outbox: outbox, subscriber: subscriber.name, eventNames: Set(subscriber.subscriptions.keys),
            options: subscriber.options, startedUncleanly: startedUncleanly, lease: lease, clock: subscriber.clock,
            logger: subscriber.logger
        ) { shard, metrics in
            subscriber.receiver(publisher: publisher, shard: shard, metrics: metrics)
        }
    }

    /// To a subscriber in another process, which is pushed to over `transport`.
    package convenience init(
        outbox: any OutboxReading, pushingTo subscriber: String, eventNames: Set<String>,
        options: DeliveryOptions = DeliveryOptions(), startedUncleanly: Bool, lease: any StreamLease,
        clock: any WallClock = SystemWallClock(), logger: Logger = Logger(label: "tenfold.events"),
        transport: @escaping DeliveryTransport
    ) {
        let publisher = outbox.publisher
        self.init(
            outbox: outbox, subscriber: subscriber, eventNames: eventNames, options: options,
            startedUncleanly: startedUncleanly, lease: lease, clock: clock, logger: logger
        ) { shard, _ in
            RemoteReceiver(publisher: publisher, shard: shard, transport: transport, logger: logger)
        }
    }

    /// How far this subscriber is behind, over all shards.
    package var lag: EventLag {
        inboxes.reduce(into: EventLag()) { sum, inbox in
            let lag = inbox.lag
            sum.events += lag.events
            sum.oldest = [sum.oldest, lag.oldest].compactMap(\.self).min()
        }
    }

    /// Delivers until the task is cancelled; then finishes what is in hand, within the grace, and saves the cursors.
    package func run() async {
        let inboxes = inboxes
        outbox.onPublish { shard in
            if inboxes.indices.contains(shard) { inboxes[shard].wake() }
        }
        await withDiscardingTaskGroup { group in
            for shard in inboxes.indices {
                group.addTask { await self.runStream(shard) }
            }
            group.addTask { await self.reportLag() }
        }
    }

    private func runStream(_ shard: Int) async {
        let name = StreamName(publisher: outbox.publisher, shard: shard, subscriber: subscriber)
        while !Task.isCancelled {
            if await acquire(name) { await runLeased(name) }
            try? await Task.sleep(for: options.pollInterval)
        }
    }

    private func acquire(_ name: StreamName) async -> Bool {
        do {
            return try await lease.acquire(name)
        } catch {
            logger.warning(
                "a stream's lease could not be asked for", metadata: ["stream": "\(name)", "error": "\(error)"])
            return false
        }
    }

    private func runLeased(_ name: StreamName) async {
        let inbox = inboxes[name.shard]
        let (inputs, entrance) = inbox.open()
        let session = session(name, inbox, entrance)
        // Tasks of their own, because what is in hand is finished when the present task is cancelled.
        let renewal = Task { await self.renew(name, entrance) }
        let running = Task { try await session.run(inputs) }
        let result = await withTaskCancellationHandler {
            await running.result
        } onCancel: {
            entrance.yield(.stop)
        }
        if case .failure(let error) = result { logFailedStart(of: name, error) }
        inbox.close()
        renewal.cancel()
        let lease = lease
        await Task { await lease.release(name) }.value
    }

    /// A subscriber elsewhere that is not up yet is no fault of ours: the stream tries again.
    private func logFailedStart(of name: StreamName, _ error: any Error) {
        let isAway = if case PushFailure.unreachable = error { true } else { false }
        logger.log(
            level: isAway ? .notice : .error, "a stream could not start, so it tries again",
            metadata: ["stream": "\(name)", "error": "\(error)"])
    }

    private func session(
        _ name: StreamName, _ inbox: StreamInbox, _ entrance: AsyncStream<StreamInput>.Continuation
    ) -> StreamSession {
        StreamSession(
            name: name, outbox: outbox, eventNames: eventNames, receiver: makeReceiver(name.shard, metrics),
            options: options, startedUncleanly: startedUncleanly, inbox: inbox, entrance: entrance, metrics: metrics,
            logger: logger)
    }

    /// Keeps the lease; says so when it is lost, or when it has run out unrenewed.
    private func renew(_ name: StreamName, _ entrance: AsyncStream<StreamInput>.Continuation) async {
        var heldUntil = ContinuousClock.now + lease.term
        while !Task.isCancelled {
            guard (try? await Task.sleep(for: lease.term / 3)) != nil else { return }
            let asked = ContinuousClock.now
            switch try? await lease.renew(name) {
            case true?: heldUntil = asked + lease.term
            case nil where ContinuousClock.now < heldUntil: break
            default:
                guard !Task.isCancelled else { return }
                logger.warning("a stream's lease was lost", metadata: ["stream": "\(name)"])
                entrance.yield(.leaseLost)
                return
            }
        }
    }

    private func reportLag() async {
        while !Task.isCancelled {
            let lag = lag
            metrics.lagEvents.record(lag.events)
            metrics.lagSeconds.record(lag.seconds(at: clock.now()))
            try? await Task.sleep(for: options.pollInterval)
        }
    }
}
