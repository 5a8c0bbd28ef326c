import Foundation
import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldData

/// A data folder with two databases and a module's file, and a place for backups beside it.
final class BackupFixture: Sendable {
    let folder: DataFolder
    let left: SQLiteDatabase
    let right: SQLiteDatabase
    /// A folder for archives and restored folders.
    let place: String

    init(shards: Int = 1) async throws {
        place = FileManager.default.temporaryDirectory.path + "/tenfold-backup-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        ExitCleanup.add(place)
        folder = try DataFolder(path: place + "/data", app: "test", stage: "test")
        let buckets = try BucketMapFile.open(in: folder, shards: shards)
        left = try await Self.open("left", folder, buckets)
        right = try await Self.open("right", folder, buckets)
        try Self.make("keys/token.key", in: folder, Data(repeating: 7, count: 32))
        try Self.make("files/mail/2026/one.eml", in: folder, Data("hello".utf8))
    }

    private static func open(_ module: String, _ folder: DataFolder, _ buckets: BucketMap) async throws
        -> SQLiteDatabase
    {
        try await SQLiteDatabase.open(
            module: module, folder: folder, buckets: buckets,
            steps: [.step("1-number", .table("number", .integer("value").primaryKey, .text("filling")))])
    }

    static func make(_ name: String, in folder: DataFolder, _ content: Data) throws {
        let url = URL(filePath: folder.file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try content.write(to: url)
    }

    var archive: String { place + "/backup.tar" }
    var restored: String { place + "/restored" }

    func backUp(_ change: (inout Backup) -> Void = { _ in }) throws -> Backup.Summary {
        var backup = Backup(of: folder.path, app: "test")
        change(&backup)
        return try backup.write(to: archive)
    }

    func restore(_ change: (inout Restore) -> Void = { _ in }) throws -> Restore.Summary {
        var restore = Restore(app: "test")
        change(&restore)
        return try restore.restore(archive, to: restored)
    }

    static func write(_ value: Int, to database: SQLiteDatabase, filling: Int = 200) async throws {
        let text = String(repeating: "x", count: filling)
        try await database.write(bucket: Bucket(value % Bucket.count)) { tx in
            _ = try await tx.execute("INSERT INTO number (value, filling) VALUES (\(value), \(text))")
        }
    }

    /// The numbers that a restored folder's database holds, in order.
    func numbers(_ module: String) throws -> [Int] {
        let names = try FileManager.default.contentsOfDirectory(atPath: restored)
            .filter { $0.hasPrefix(module + ".") && $0.hasSuffix(".sqlite") }
        return try names.flatMap { name in
            try SQLiteHandle(path: "\(restored)/\(name)").column("SELECT CAST(value AS TEXT) FROM number")
        }.compactMap { Int($0) }.sorted()
    }

    func listing() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: place).sorted() }

    func close() async {
        await left.close()
        await right.close()
        folder.close()
        try? FileManager.default.removeItem(atPath: place)
        ExitCleanup.forget(place)
    }
}

func withBackupFixture(shards: Int = 1, _ test: (BackupFixture) async throws -> Void) async throws {
    let fixture = try await BackupFixture(shards: shards)
    do {
        try await test(fixture)
    } catch {
        await fixture.close()
        throw error
    }
    await fixture.close()
}
