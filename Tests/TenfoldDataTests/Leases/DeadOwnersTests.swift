import FoundationEssentials
import TenfoldCore
import Testing

@testable import TenfoldData

@Suite struct DeadOwnersTests {
    private let now = Date(timeIntervalSince1970: 1_000_000)

    @Test(arguments: [1, 2]) func `what the dead held is free at once, and the living keep theirs`(shards: Int)
        async throws
    {
        let (engine, folder) = try await SQLiteDatabase.temporary(shards: shards, systemSteps: SystemSchema.steps)
        defer { folder.remove() }
        let leases = Leases(database: Database(engine: engine))
        for number in 0..<8 {
            #expect(try await leases.acquire("dead-\(number)", owner: "gone", for: .seconds(60), now: now))
            #expect(try await leases.acquire("alive-\(number)", owner: "here", for: .seconds(60), now: now))
        }
        let freed = try await DeadOwners.free(in: leases.database, living: ["here", "new"], now: now)
        #expect(freed == 8)
        for number in 0..<8 {
            #expect(try await leases.acquire("dead-\(number)", owner: "new", for: .seconds(60), now: now))
            let isTaken = try await leases.acquire("alive-\(number)", owner: "new", for: .seconds(60), now: now)
            #expect(!isTaken)
        }
        await engine.close()
    }

    @Test func `a folder tells its living processes by name`() throws {
        let folder = try DataFolder.temporary()
        defer { folder.remove() }
        let other = try DataFolder(path: folder.path, app: "test", stage: "test")
        #expect(try folder.livingProcesses() == [folder.processName, other.processName])
        other.close()
        #expect(try folder.livingProcesses() == [folder.processName])
    }
}
