import TenfoldCore
import TenfoldData
import TenfoldEvents

/// The tables that the machinery keeps in every module's database.
enum MachinerySchema {
    static let steps = SystemSchema.steps + SubscriberSchema.steps
}

/// Schema steps that a binary knows and the data does not have yet.
enum PendingSteps {
    /// A line a module, shard and step.
    static func of(_ app: any App.Type, _ options: ApplicationOptions) throws -> [String] {
        let place = try DataPlace.open(app: app.name, options: options)
        defer { place.folder.close() }
        return try lines(app.modules.map { ModuleDescription(opening: $0) }, in: place)
    }

    /// Throws where there are any: for `serve --no-migrate`.
    static func refuse(_ modules: [ModuleDescription], in place: DataPlace) throws {
        let pending = try lines(modules, in: place)
        guard pending.isEmpty else {
            throw Fault(
                .unavailable,
                "the schema is behind this binary, and --no-migrate was given; run `migrate`:\n"
                    + pending.joined(separator: "\n"))
        }
    }

    private static func lines(_ modules: [ModuleDescription], in place: DataPlace) throws -> [String] {
        try modules.flatMap { module in
            let pending = try SQLiteDatabase.pendingSteps(
                module: module.name, folder: place.folder, buckets: place.buckets, systemSteps: MachinerySchema.steps,
                steps: module.schema)
            return pending.sorted { $0.key < $1.key }.flatMap { shard, names in
                names.map { "\(module.name), shard \(shard): \($0)" }
            }
        }
    }
}
