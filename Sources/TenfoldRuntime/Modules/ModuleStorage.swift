import TenfoldCore
import TenfoldData
import TenfoldEvents

/// One module's database and the machinery that lives in it.
struct ModuleStorage: Sendable {
    let engine: SQLiteDatabase
    let database: Database
    let outbox: OutboxReader
    let commands: CommandRunner
    let steps: StepsRunner
    let timers: FleetTimer
    let leases: Leases
    let invalidations: InvalidationReader
    let parked: ParkedEvents

    static func open(
        _ module: ModuleDescription, in place: DataPlace, clock: any WallClock, registry: MessageRegistry, owner: String
    ) async throws -> ModuleStorage {
        let writer = OutboxWriter(traceparent: currentTraceparent)
        let services = TransactionServices(
            clock: clock,
            outbox: PublishedEvents(module: module.name, names: Set(module.publishes.map { $0.name }), outbox: writer),
            invalidations: InvalidationTable(database: module.name) { [buckets = place.buckets] in buckets.shard(of: $0)
            })
        let engine = try await SQLiteDatabase.open(
            module: module.name, folder: place.folder, buckets: place.buckets,
            systemSteps: MachinerySchema.steps, steps: module.schema, services: services,
            options: place.sqlite)
        let database = Database(engine: engine)
        let invalidations = InvalidationReader(database: database)
        let replays = ReplayedWrites(database: module.name, reader: invalidations, clock: clock)
        var settings = StepsSettings()
        settings.clock = clock
        settings.traceparent = currentTraceparent
        return ModuleStorage(
            engine: engine, database: database, outbox: OutboxReader(database: database, writer: writer),
            commands: CommandRunner(database: database, clock: clock, replays: replays),
            steps: StepsRunner(
                database: database, owner: owner, sending: RegistryStepSending(registry: registry, module: module.name),
                settings: settings, replays: replays),
            timers: FleetTimer(database: database, clock: clock), leases: Leases(database: database),
            invalidations: invalidations, parked: ParkedEvents(database: database))
    }

    private static let currentTraceparent: @Sendable () -> String? = { Call.current.trace?.traceparent }
}
