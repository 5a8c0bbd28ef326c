package import Logging
package import TenfoldCore

/// A module as a subscriber: its handlers over its own database. It makes the receiver of each stream that leads to it,
/// for deliveries in this process and for those that another process pushes.
package struct EventSubscriber: Sendable {
    package let name: String
    let database: Database
    let subscriptions: [String: Subscription]
    let options: DeliveryOptions
    let limit: TimeLimit
    let clock: any WallClock
    let trace: @Sendable (String?) -> TraceContext?
    let logger: Logger

    /// - Parameters:
    ///   - database: the subscriber's, with `SubscriberSchema` in place.
    ///   - subscriptions: one for each event name; of two for one name the first counts (boot checks that there is
    ///     one).
    ///   - trace: makes the trace of a delivery, from the `traceparent` of the call that published.
    package init(
        name: String, database: Database, subscriptions: [Subscription], options: DeliveryOptions = DeliveryOptions(),
        clock: any WallClock = SystemWallClock(),
        trace: @escaping @Sendable (String?) -> TraceContext? = EventSubscriber.continueTrace,
        logger: Logger = Logger(label: "tenfold.events")
    ) {
        self.name = name
        self.database = database
        self.subscriptions = Dictionary(subscriptions.map { ($0.event, $0) }) { first, _ in first }
        self.options = options
        limit = TimeLimit(options.attemptTimeout)
        self.clock = clock
        self.trace = trace
        self.logger = logger
    }

    /// A step in the trace of the call that published; nil where that had none.
    package static func continueTrace(_ traceparent: String?) -> TraceContext? {
        var random = SystemRandomNumberGenerator()
        return traceparent.flatMap { TraceContext(traceparent: $0) }?.child(using: &random)
    }

    func receiver(publisher: String, shard: Int, metrics: DeliveryMetrics) -> LocalReceiver {
        let store = SubscriberStore(database: database, publisher: publisher, shard: shard, clock: clock)
        return LocalReceiver(
            store: store,
            runner: AttemptRunner(
                subscriptions: subscriptions, store: store, timeout: options.attemptTimeout, limit: limit, trace: trace,
                metrics: metrics, logger: logger))
    }
}
