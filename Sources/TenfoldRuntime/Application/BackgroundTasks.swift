import Synchronization
import TenfoldCore
import TenfoldData
import TenfoldEvents
import TenfoldTelemetry

/// All that runs beside requests while an app serves: deliveries, recoveries, timers, followers, sweeps.
extension Assembly {
    func backgroundWork(health: Health) -> [@Sendable () async -> Void] {
        [storageHealth(health)] + deliveries
            + modules.flatMap { [recovery(of: $0), follower(of: $0), sweeper(of: $0)] + timers(of: $0) }
    }

    private func storageHealth(_ health: Health) -> @Sendable () async -> Void {
        let probe = StorageHealth(modules: modules, owner: owner, clock: options.clock, health: health)
        return RepeatedWork(name: "health of storage", period: .seconds(5), logger: logger) { await probe.probe() }.run
    }

    /// One delivery for each publisher and subscriber.
    private var deliveries: [@Sendable () async -> Void] {
        modules.flatMap { subscriber in
            let bySource = Dictionary(grouping: subscriber.subscriptions, by: \.source)
            return bySource.compactMap { source, subscriptions -> (@Sendable () async -> Void)? in
                guard let publisher = modules.first(where: { $0.description.name == source }) else { return nil }
                var deliveryOptions = DeliveryOptions()
                deliveryOptions.attempts = options.eventAttempts
                let delivery = EventDelivery(
                    outbox: publisher.storage.outbox, subscriber: subscriber.description.name,
                    database: subscriber.storage.database, subscriptions: subscriptions, options: deliveryOptions,
                    startedUncleanly: place.folder.hadUncleanExit,
                    lease: DeliveryLease(leases: publisher.storage.leases, owner: owner), trace: Self.continuedTrace)
                return { await delivery.run() }
            }
        }
    }

    /// A delivery is a step of the trace that published its event.
    private static let continuedTrace: @Sendable (String?) -> TraceContext? = { traceparent in
        var random = SystemRandomNumberGenerator()
        return traceparent.flatMap { TraceContext(traceparent: $0) }?.child(using: &random)
    }

    private func recovery(of module: HostedModule) -> @Sendable () async -> Void {
        let (steps, resumptions) = (module.storage.steps, module.resumptions)
        return {
            await steps.runUntilCancelled { run in
                guard let resume = resumptions[run.message] else {
                    throw Fault(
                        .undeclared, "\(run.message) has no handler in steps any more, and a run of it is not done")
                }
                try await resume(run)
            }
        }
    }

    /// Other processes of the same folder change data too: their invalidations are followed.
    private func follower(of module: HostedModule) -> @Sendable () async -> Void {
        let follower = Mutex(InvalidationFollower(reader: module.storage.invalidations, cache: cache))
        return RepeatedWork(
            name: "invalidations of \(module.description.name)", period: .milliseconds(250), logger: logger
        ) {
            var current = follower.withLock { $0 }
            try await current.poll()
            follower.withLock { [current] in $0 = current }
        }.run
    }

    private func timers(of module: HostedModule) -> [@Sendable () async -> Void] {
        let (fleet, owner, clock) = (module.storage.timers, owner, options.clock)
        return module.timers.map { timer in
            RepeatedWork(
                name: "timer \(timer.name) of \(module.description.name)", period: min(timer.period, .seconds(1)),
                logger: logger
            ) {
                _ = try await fleet.runIfDue(
                    timer.name, every: timer.period, now: clock.now(), owner: owner, work: timer.work)
            }.run
        }
    }

    /// Removes what has had its time: answered keys, undecided claims, delivered events, old invalidations.
    private func sweeper(of module: HostedModule) -> @Sendable () async -> Void {
        let sweep = StorageSweep(
            storage: module.storage,
            subscribers: Set(
                modules.filter { $0.subscriptions.contains { $0.event.hasPrefix(module.description.name + ".") } }.map(
                    \.description.name)))
        let clock = options.clock
        return RepeatedWork(name: "sweep of \(module.description.name)", period: .seconds(10), logger: logger) {
            try await sweep.run(now: clock.now())
        }.run
    }
}
