import TenfoldCore
import TenfoldData
import TenfoldEvents

/// The relays of this process: one for each of its publishers and each subscriber, here or elsewhere.
extension Assembly {
    var deliveries: [@Sendable () async -> Void] {
        modules.flatMap { publisher in
            subscribers(of: publisher).sorted().compactMap { subscriber -> (@Sendable () async -> Void)? in
                guard let delivery = delivery(from: publisher, to: subscriber) else { return nil }
                return { await delivery.run() }
            }
        }
    }

    /// They look after the time limits of what is pushed to this process.
    var deskWatches: [@Sendable () async -> Void] {
        desks.map { desk -> (@Sendable () async -> Void) in { await desk.watch() } }
    }

    private func delivery(from publisher: HostedModule, to subscriber: String) -> EventDelivery? {
        let lease = DeliveryLease(leases: publisher.storage.leases, owner: owner)
        if let service = network?.service(for: subscriber) {
            return EventDelivery(
                outbox: publisher.storage.outbox, pushingTo: subscriber,
                eventNames: names(of: subscriber, from: publisher), options: options.delivery,
                startedUncleanly: place.folder.hadUncleanExit, lease: lease, clock: options.clock,
                transport: PushTransport(app: app, subscriber: subscriber, service: service).carry)
        }
        guard let local = modules.first(where: { $0.description.name == subscriber }) else { return nil }
        return EventDelivery(
            outbox: publisher.storage.outbox, to: local.eventSubscriber(options, of: publisher),
            startedUncleanly: place.folder.hadUncleanExit, lease: lease)
    }

    private func names(of subscriber: String, from publisher: HostedModule) -> Set<String> {
        let published = Set(publisher.description.publishes.map { $0.name })
        let heard = descriptions.first { $0.name == subscriber }?.subscribes.map { $0.name } ?? []
        return published.intersection(heard)
    }

    /// Who hears of a module's events, in whichever process.
    func subscribers(of module: HostedModule) -> Set<String> {
        let published = Set(module.description.publishes.map { $0.name })
        return Set(descriptions.filter { $0.subscribes.contains { published.contains($0.name) } }.map(\.name))
    }
}

extension HostedModule {
    /// The module as a subscriber: of one publisher's events, or of all.
    func eventSubscriber(_ options: ApplicationOptions, of publisher: HostedModule? = nil) -> EventSubscriber {
        let wanted = publisher.map { Set($0.description.publishes.map { $0.name }) }
        return EventSubscriber(
            name: description.name, database: storage.database,
            subscriptions: subscriptions.filter { wanted?.contains($0.event) ?? true }, options: options.delivery,
            clock: options.clock)
    }
}

extension ApplicationOptions {
    fileprivate var delivery: DeliveryOptions {
        var delivery = DeliveryOptions()
        delivery.attempts = eventAttempts
        // Another process may have published: its commits do not wake this one.
        if role != nil { delivery.pollInterval = .milliseconds(200) }
        return delivery
    }
}
