import TenfoldCore
import Testing

@testable import TenfoldData

struct MigrationTests {
    static let first = SchemaStep.step("1", .table("a", .id("id").primaryKey))
    static let second = SchemaStep.step("2", .addColumn(table: "a", .text("note").defaulting(to: .text("it's"))))
    static let third = SchemaStep.step("3", .index("a_note", on: "a", "note"))

    private func applied(_ steps: SchemaStep...) -> [AppliedStep] {
        steps.map { AppliedStep(name: $0.name, digest: SchemaDigest.of($0)) }
    }

    @Test func `what is not recorded is pending, in order`() throws {
        let pending = try MigrationPlan.pending(
            applied: applied(Self.first), steps: [Self.first, Self.second, Self.third])
        #expect(pending.map(\.name) == ["2", "3"])
    }

    @Test func `a step that was changed after it was applied is refused`() {
        let changed = SchemaStep.step("1", .table("a", .id("id").primaryKey, .text("more")))
        #expect(throws: Fault.self) { try MigrationPlan.pending(applied: applied(Self.first), steps: [changed]) }
    }

    @Test func `a new step before an applied one is refused`() {
        #expect(throws: Fault.self) {
            try MigrationPlan.pending(
                applied: applied(Self.first, Self.third), steps: [Self.first, Self.second, Self.third])
        }
    }

    @Test func `an applied step that is missing in the code and followed by new ones is refused`() {
        #expect(throws: Fault.self) {
            try MigrationPlan.pending(applied: applied(Self.first, Self.second), steps: [Self.first, Self.third])
        }
        #expect(throws: Fault.self) {
            try MigrationPlan.pending(applied: applied(Self.first, Self.second), steps: [Self.second])
        }
    }

    @Test func `the steps of a newer binary do not stop an older one`() throws {
        let pending = try MigrationPlan.pending(applied: applied(Self.first, Self.second), steps: [Self.first])
        #expect(pending.isEmpty)
    }

    @Test func `reordered steps are refused`() {
        #expect(throws: Fault.self) {
            try MigrationPlan.pending(applied: applied(Self.first, Self.second), steps: [Self.second, Self.first])
        }
    }

    @Test(arguments: [
        SchemaStep.step("1", .table("a", .id("id").primaryKey, .text("b"))),
        SchemaStep.step("1", .table("a", .id("id").primaryKey.nullable)),
        SchemaStep.step("1", .table("a", .bytes("id").primaryKey)),
        SchemaStep.step("1", .table("a", primaryKey: ["id"], .id("id"))),
        SchemaStep.step("1", .table("a", shardedBy: "id", .id("id").primaryKey)),
        SchemaStep.step("1", .table("a", .id("id").primaryKey), .statement("SELECT 1")),
    ])
    func `any change of a step changes its digest`(step: SchemaStep) {
        #expect(SchemaDigest.of(step) != SchemaDigest.of(Self.first))
    }

    @Test func `a digest is stable for ever`() {
        #expect(SchemaDigest.of(Self.first) == "b5d24c4a20ad38cc")
    }

    @Test func `steps are applied once, on every shard, and then recorded`() async throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        let buckets = try BucketMapFile.open(in: folder, shards: 2)
        let system = [SchemaStep.step("tenfold/1", .table("tenfold_a", .integer("id").primaryKey))]
        func pending(_ steps: [SchemaStep]) throws -> [Int: [String]] {
            try SQLiteDatabase.pendingSteps(
                module: "m", folder: folder, buckets: buckets, systemSteps: system, steps: steps)
        }
        #expect(try pending([Self.first]) == [0: ["tenfold/1", "1"], 1: ["tenfold/1", "1"]])
        for steps in [[Self.first], [Self.first, Self.second, Self.third], [Self.first]] {
            let database = try await SQLiteDatabase.open(
                module: "m", folder: folder, buckets: buckets, systemSteps: system, steps: steps)
            #expect(try pending(steps) == [:])
            await database.close()
        }
        #expect(try pending([Self.first, Self.second]) == [:])
        let files = ["m.0.sqlite", "m.1.sqlite"]
        for file in files { #expect(try DurableFile.read(folder.file(file)) != nil) }
    }

    @Test func `a step that fails leaves nothing behind and names itself`() async throws {
        let bad = SchemaStep.step("2", .table("b", .integer("id").primaryKey), .statement("NONSENSE"))
        do {
            try await withDatabase(steps: [Self.first, bad]) { _, _ in }
            Issue.record("a statement of nonsense was applied")
        } catch let fault as Fault {
            #expect(fault.detail.contains("schema step 2 failed"))
        }
    }

    @Test func `tables are strict and a default is written as it was given`() async throws {
        try await withDatabase(steps: [Self.first, Self.second]) { database, _ in
            let note = try await database.write(bucket: here) { tx in
                let id: ID<MigrationTests> = tx.newID()
                try await tx.execute("INSERT INTO a (id) VALUES (\(id))")
                return try await tx.one("SELECT note FROM a", as: String.self)
            }
            #expect(note == "it's")
            let code = await faultCode {
                try await database.write(bucket: here) {
                    _ = try await $0.execute("INSERT INTO a (id, note) VALUES (1, 'b')")
                }
            }
            #expect(code == .statementFailed)
        }
    }

    @Test(
        arguments: [
            (SchemaChange.table("a", .id("id").primaryKey, .text("note")), true),
            (.table("a", .id("id").primaryKey, .bytes("body")), false),
            (.table("a", primaryKey: ["scope", "name"], .bytes("scope"), .text("name")), true),
            (.table("a", .integer("position").primaryKey, .text("note")), false),
            (.table("a", .integer("amount")), false),
        ])
    func `rows live in their primary key unless it is a number or they may be large`(
        change: SchemaChange, livesInKey: Bool
    ) throws {
        #expect(try SQLiteSchema.statement(for: change).hasSuffix("WITHOUT ROWID") == livesInKey)
    }

    @Test func `names of steps are unique, and tenfold's are its own`() {
        #expect(throws: Fault.self) { try ModuleSteps(system: [], module: [Self.first, Self.first]) }
        #expect(throws: Fault.self) { try ModuleSteps(system: [Self.first], module: []) }
        #expect(throws: Fault.self) { try ModuleSteps(system: [], module: [.step("tenfold/1")]) }
    }

    @Test func `two that open a new folder at once both find the schema in place`() async throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        let buckets = try BucketMapFile.open(in: folder, shards: 1)
        let steps = [Self.first, Self.second, Self.third]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let database = try await SQLiteDatabase.open(
                        module: "m", folder: folder, buckets: buckets, steps: steps)
                    await database.close()
                }
            }
            try await group.waitForAll()
        }
    }
}
