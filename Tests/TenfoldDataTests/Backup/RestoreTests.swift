import Foundation
import TenfoldCore
import Testing

@testable import TenfoldData

struct RestoreTests {
    private func bytes(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test(arguments: [1, 2])
    func `a restored folder holds what the backup's did, for its owner alone`(shards: Int) async throws {
        try await withBackupFixture(shards: shards) { fixture in
            for number in 0..<50 { try await BackupFixture.write(number * 100, to: fixture.left) }
            let made = try fixture.backUp()
            #expect(made.databases == 2 * shards)
            #expect(made.files == 1)
            #expect(made.warnings == [])
            #expect(try mode(fixture.archive) == 0o600)
            #expect(try fixture.listing() == ["backup.tar", "data"])

            let summary = try fixture.restore()
            #expect(summary.databases == 2 * shards)
            #expect(summary.stage == "test")
            #expect(try fixture.numbers("left") == (0..<50).map { $0 * 100 })
            for name in ["tenfold.json", "buckets.json", "keys/token.key", "files/mail/2026/one.eml"] {
                #expect(bytes(fixture.restored + "/" + name) == bytes(fixture.folder.file(name)), "\(name)")
                #expect(try mode(fixture.restored + "/" + name) == 0o600)
            }
            #expect(try mode(fixture.restored) == 0o700)
            #expect(!FileManager.default.fileExists(atPath: fixture.restored + "/tenfold.lock"))
            #expect(try fixture.listing() == ["backup.tar", "data", "restored"])
        }
    }

    @Test func `a restored folder begins as after a kill`() async throws {
        try await withBackupFixture { fixture in
            _ = try fixture.backUp()
            _ = try fixture.restore()
            let folder = try DataFolder(path: fixture.restored, app: "test", stage: "test")
            #expect(folder.hadUncleanExit)
            #expect(try folder.livingProcesses() == [folder.processName])
            folder.close()
        }
    }

    @Test func `a backup can be restored for another stage`() async throws {
        try await withBackupFixture { fixture in
            _ = try fixture.backUp()
            _ = try fixture.restore { $0.stage = "rehearsal" }
            try DataFolder(path: fixture.restored, app: "test", stage: "rehearsal").close()
        }
    }

    @Test func `any damage is found before anything is touched`() async throws {
        try await withBackupFixture { fixture in
            try await BackupFixture.write(1, to: fixture.left)
            _ = try fixture.backUp()
            let good = try #require(bytes(fixture.archive))
            var random = SystemRandomNumberGenerator()
            // A bit of each header and of much of the content; padding may hold anything.
            for _ in 0..<60 {
                let place = Int.random(in: 0..<good.count, using: &random)
                var bad = good
                bad[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try bad.write(to: URL(filePath: fixture.archive))
                do {
                    _ = try fixture.restore()
                    #expect(good[place] == 0, "byte \(place) was changed, and nobody noticed")
                    try FileManager.default.removeItem(atPath: fixture.restored)
                } catch let fault as Fault {
                    #expect(fault.code == .backupUnusable, "\(fault)")
                }
                #expect(try fixture.listing() == ["backup.tar", "data"])
            }
        }
    }

    @Test func `a file that was cut short anywhere is refused`() async throws {
        try await withBackupFixture { fixture in
            _ = try fixture.backUp()
            let good = try #require(bytes(fixture.archive))
            let cuts = stride(from: 0, to: good.count - 512, by: 3 * 512 + 100).map { $0 } + [1, good.count - 1]
            for count in cuts {
                try good.prefix(count).write(to: URL(filePath: fixture.archive))
                let fault = #expect(throws: Fault.self) { try fixture.restore() }
                #expect(fault?.code == .backupUnusable)
                #expect(try fixture.listing() == ["backup.tar", "data"])
            }
        }
    }

    @Test func `a foreign file, and another app's backup, are refused`() async throws {
        try await withBackupFixture { fixture in
            try Data("not a backup".utf8).write(to: URL(filePath: fixture.archive))
            #expect(throws: Fault.self) { try fixture.restore() }
            _ = try fixture.backUp { $0.replaces = true }
            let fault = #expect(throws: Fault.self) {
                try Restore(app: "other").restore(fixture.archive, to: fixture.restored)
            }
            #expect(fault?.detail.contains("app test, not other") == true)
            #expect(try fixture.listing() == ["backup.tar", "data"])
        }
    }

    /// An archive whose digests all hold, made by somebody who knows how.
    @Test(arguments: ["../outside.sqlite", "files/mail/../../../outside", "/tmp/outside.sqlite"])
    func `a path that leads out of the folder is refused`(path: String) async throws {
        try await withBackupFixture { fixture in
            let file = try OpenFile(creating: fixture.archive)
            try file.write(TarHeader(path: path, size: 1).encoded() + [UInt8](repeating: 1, count: 512))
            let manifest = try BackupManifest(
                app: "test", stage: "test", asOf: "", filesAreOfTheCut: true,
                parts: [.init(name: path, bytes: 1, files: 1, sha256: "")]
            ).encoded()
            try ArchiveWriter(file).finish(manifest)
            let fault = #expect(throws: Fault.self) { try fixture.restore() }
            #expect(fault?.detail.contains("no place in a backup") == true)
            #expect(try fixture.listing() == ["backup.tar", "data"])
        }
    }

    @Test func `a database that is damaged is not backed up as if it were whole`() async throws {
        try await withBackupFixture { fixture in
            let path = fixture.folder.file("broken.sqlite")
            let handle = try SQLiteHandle(path: path, creates: true)
            try handle.run(
                "PRAGMA journal_mode = WAL; CREATE TABLE t (x TEXT); CREATE INDEX i ON t (x);"
                    + "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                    + "INSERT INTO t SELECT hex(randomblob(100)) FROM n; PRAGMA wal_checkpoint(TRUNCATE)")
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            try file.seek(toOffset: 4096 * 3)
            try file.write(contentsOf: Data(repeating: 0x55, count: 8192))
            try file.close()
            let fault = #expect(throws: Fault.self) { try fixture.backUp() }
            #expect(fault?.detail.contains("broken.sqlite") == true)
            #expect(try fixture.listing() == ["data"])
        }
    }

    @Test func `a file that is there is replaced only when told so`() async throws {
        try await withBackupFixture { fixture in
            _ = try fixture.backUp()
            let first = bytes(fixture.archive)
            #expect(throws: Fault.self) { try fixture.backUp() }
            #expect(bytes(fixture.archive) == first)
            try await BackupFixture.write(1, to: fixture.left)
            _ = try fixture.backUp { $0.replaces = true }
            #expect(bytes(fixture.archive) != first)
        }
    }

    @Test func `a folder in use is never replaced, and a free one is moved aside when told so`() async throws {
        try await withBackupFixture { fixture in
            _ = try fixture.backUp()
            let used = try DataFolder(path: fixture.restored, app: "test", stage: "test")
            let refused = #expect(throws: Fault.self) { try fixture.restore { $0.replaces = true } }
            #expect(refused?.detail.contains("in use by process \(getpid())") == true, "\(String(describing: refused))")
            used.close()
        }
        try await withBackupFixture { fixture in
            _ = try fixture.backUp()
            _ = try fixture.restore()
            try Data("mine".utf8).write(to: URL(filePath: fixture.restored + "/note"))
            try Data().write(to: URL(filePath: fixture.restored + "/tenfold.lock"))
            #expect(throws: Fault.self) { try fixture.restore() }
            let aside = try #require(try fixture.restore { $0.replaces = true }.movedAside)
            #expect(bytes(aside + "/note") == Data("mine".utf8))
            #expect(try fixture.numbers("left") == [])
        }
    }

    @Test func `a folder that is no data folder is never moved`() async throws {
        try await withBackupFixture { fixture in
            _ = try fixture.backUp()
            try FileManager.default.createDirectory(atPath: fixture.restored, withIntermediateDirectories: false)
            try Data("mine".utf8).write(to: URL(filePath: fixture.restored + "/note"))
            #expect(throws: Fault.self) { try fixture.restore { $0.replaces = true } }
            #expect(bytes(fixture.restored + "/note") == Data("mine".utf8))
            try FileManager.default.removeItem(atPath: fixture.restored + "/note")
            #expect(try fixture.restore().movedAside == nil)
        }
    }

    @Test func `a backup that is stopped leaves nothing behind`() async throws {
        try await withBackupFixture { fixture in
            let progress = BackupProgress()
            progress.stop()
            #expect(throws: CancellationError.self) { try fixture.backUp { $0.progress = progress } }
            let listing = try fixture.listing()
            #expect(listing == ["data"])
        }
    }

    @Test func `what a killed backup left is cleared by the next, and one that runs is left alone`() async throws {
        try await withBackupFixture { fixture in
            let draft = fixture.archive + ".draft"
            try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: false)
            try Data("half".utf8).write(to: URL(filePath: draft + "/archive"))
            let other = try DraftFolder(path: draft)
            #expect(throws: Fault.self) { try fixture.backUp() }
            withExtendedLifetime(other) {}
        }
        try await withBackupFixture { fixture in
            let draft = fixture.archive + ".draft"
            try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: false)
            try Data("half".utf8).write(to: URL(filePath: draft + "/archive"))
            _ = try fixture.backUp()
            #expect(try fixture.listing() == ["backup.tar", "data"])
        }
    }

    @Test func `a backup into the data folder, or of no data folder, is refused`() async throws {
        try await withBackupFixture { fixture in
            #expect(throws: Fault.self) {
                try Backup(of: fixture.folder.path, app: "test").write(to: fixture.folder.file("files/mail/b.tar"))
            }
            #expect(throws: Fault.self) { try Backup(of: fixture.place, app: "test").write(to: fixture.archive) }
            #expect(throws: Fault.self) { try Backup(of: fixture.folder.path, app: "other").write(to: fixture.archive) }
            let listing = try fixture.listing()
            #expect(listing == ["data"])
        }
    }

    @Test func `a lock in a folder that was moved aside is known to be of no use`() async throws {
        try await withBackupFixture { fixture in
            let lock = try FileLock(path: fixture.place + "/a.lock")
            #expect(lock.isInPlace)
            try FileManager.default.moveItem(atPath: fixture.place + "/a.lock", toPath: fixture.place + "/b.lock")
            #expect(!lock.isInPlace)
            try Data().write(to: URL(filePath: fixture.place + "/a.lock"))
            #expect(!lock.isInPlace)
        }
    }

    @Test func `keys that lie elsewhere are in the backup, as files`() async throws {
        try await withBackupFixture { fixture in
            let key = Data(repeating: 9, count: 32)
            try key.write(to: URL(filePath: fixture.place + "/secret"))
            try FileManager.default.createSymbolicLink(
                atPath: fixture.folder.file("keys/token-2.key"), withDestinationPath: fixture.place + "/secret")
            _ = try fixture.backUp()
            _ = try fixture.restore()
            #expect(bytes(fixture.restored + "/keys/token-2.key") == key)
        }
    }
}
