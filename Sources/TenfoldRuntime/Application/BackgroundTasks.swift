import TenfoldCore
import TenfoldData
import TenfoldEvents
import TenfoldTelemetry

/// All that runs beside requests while an app serves: deliveries, recoveries, timers, followers, sweeps.
extension Assembly {
    func backgroundWork(health: Health) -> [@Sendable () async -> Void] {
        [storageHealth(health)] + deliveries + deskWatches
            + modules.flatMap { [recovery(of: $0), follower(of: $0), sweeper(of: $0)] + timers(of: $0) }
    }

    private func storageHealth(_ health: Health) -> @Sendable () async -> Void {
        let probe = StorageHealth(modules: modules, owner: owner, clock: options.clock, health: health)
        return RepeatedWork(name: "health of storage", period: .seconds(5), logger: logger) { await probe.probe() }.run
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
        let follower = followers[module.description.name]
        return RepeatedWork(
            name: "invalidations of \(module.description.name)", period: .milliseconds(250), logger: logger
        ) {
            try await follower?.poll()
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
        let sweep = StorageSweep(storage: module.storage, subscribers: subscribers(of: module))
        let clock = options.clock
        return RepeatedWork(name: "sweep of \(module.description.name)", period: .seconds(10), logger: logger) {
            try await sweep.run(now: clock.now())
        }.run
    }
}
