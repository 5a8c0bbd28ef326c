import Tenfold

/// Counts what happens.
///
/// Each bucket has its own counters, so that counting scales with the shards; reading adds them up.
struct Analytics: Module {
    static func declare(_ module: inout Declaration<Analytics>) {
        module.schema = analyticsSchema

        module.subscribe(UserCreated.self) { analytics, event, tx in try await analytics.count(event, tx) }
        module.subscribe(ProductAdded.self) { analytics, event, tx in try await analytics.count(event, tx) }
        module.subscribe(OrderPlaced.self) { analytics, event, tx in try await analytics.count(event, tx) }
        module.subscribe(OrderRejected.self) { analytics, event, tx in try await analytics.count(event, tx) }
        module.subscribe(OrderCancelled.self) { analytics, event, tx in try await analytics.count(event, tx) }

        module.handle(ReadSummary.self) { analytics, _ in try await analytics.summary() }
        module.handle(ReadSignups.self) { analytics, query in try await analytics.signups(query) }
        module.handle(ReadSales.self) { analytics, query in try await analytics.sales(query) }

        module.route(.get, "/analytics/summary", ReadSummary.self, access: .admin)
        module.route(.get, "/analytics/signups", ReadSignups.self, access: .admin)
    }

    let database: Database

    init(_ environment: ModuleEnvironment) throws {
        database = environment.database
    }
}
