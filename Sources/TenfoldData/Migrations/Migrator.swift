import FoundationEssentials
import TenfoldCore

/// Brings one shard's schema up to date: each step in a transaction of its own, recorded in it.
///
/// The write lock of BEGIN IMMEDIATE keeps processes apart, and the record is read again behind it each time.
struct Migrator {
    let connection: ShardConnection
    /// The file, for errors.
    let path: String

    func migrate(_ steps: ModuleSteps, now: Date) throws {
        while try applyNext(of: steps, now: now) {}
    }

    func pending(_ steps: ModuleSteps) throws -> [SchemaStep] {
        let applied = try applied()
        let isSystem = { (step: AppliedStep) in step.name.hasPrefix(ModuleSteps.systemPrefix) }
        do {
            return try MigrationPlan.pending(applied: applied.filter(isSystem), steps: steps.system)
                + MigrationPlan.pending(applied: applied.filter { !isSystem($0) }, steps: steps.module)
        } catch let fault as Fault {
            throw Fault(fault.code, "\(fault.detail) (\(path))")
        }
    }

    /// False when nothing is left to do.
    private func applyNext(of steps: ModuleSteps, now: Date) throws -> Bool {
        try connection.inTransaction {
            guard let step = try pending(steps).first else { return false }
            for change in step.changes { try apply(change, of: step) }
            _ = try connection.execute(AppliedSteps.record(step, atMilliseconds: now.millisecondsSince1970))
            return true
        }
    }

    private func apply(_ change: SchemaChange, of step: SchemaStep) throws {
        do {
            try connection.runScript(SQLiteSchema.statement(for: change))
        } catch let fault as Fault {
            throw Fault(fault.code, "schema step \(step.name) failed on \(path): \(fault.detail)")
        }
        guard connection.isInTransaction else {
            throw Fault(
                .programming, "schema step \(step.name) ended its transaction itself; leave that to Tenfold (\(path))")
        }
    }

    private func applied() throws -> [AppliedStep] {
        guard try connection.hasRow(AppliedSteps.isThere) else { return [] }
        var applied: [AppliedStep] = []
        try connection.query(AppliedSteps.all) { row in
            applied.append(try AppliedStep(row: &row))
            return true
        }
        return applied
    }
}
