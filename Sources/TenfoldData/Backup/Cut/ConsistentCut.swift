import FoundationEssentials
import Glibc
import TenfoldCore

/// All that a data folder held in one instant.
///
/// What happens in one file may have its cause in another: an event's effect in its subscriber's, a step's outcome in
/// its sender's. Copied one after the other, a subscriber could be ahead of its publisher's outbox, and take the events
/// that are published anew as duplicates. One instant for all has every effect with its cause.
struct ConsistentCut {
    /// The instant.
    let time: Date
    var seconds: Int64 { Int64(time.timeIntervalSince1970) }
    /// Every database, as of then. Each keeps its log from being reused until its snapshot has ended.
    let databases: [SnapshotFile]
    /// Small files with their content: whose the folder is, the bucket map, the keys.
    let settings: [(path: String, bytes: [UInt8])]
    /// Whether the modules' own files were listed in that instant too.
    let filesAreOfTheCut: Bool
    /// How long the first file was held at most.
    let writersWaited: Duration

    static let mostSettingBytes = 1 << 20

    static func take(
        of folder: String, files: FileList, barrier: WriteBarrier = WriteBarrier(), clock: any WallClock
    ) throws -> ConsistentCut {
        // A file takes up to five descriptors.
        OpenFileLimit.raise()
        let names = try databaseNames(in: folder)
        let databases = try names.map { try SnapshotFile(name: $0, in: folder) }
        return try barrier.hold(databases) { since, release in
            guard try databases.allSatisfy({ try $0.tryBeginSnapshot() }) else {
                for database in databases { database.endSnapshot() }
                return nil
            }
            guard try databaseNames(in: folder) == names else {
                throw Fault(.unavailable, "the app is making its databases just now; try again once it is ready")
            }
            let time = clock.now()
            let settings = try settings(of: folder)
            var isHeld = true
            try files.fill(from: folder) {
                guard isHeld, ContinuousClock.now - since > barrier.longestHold / 2 else { return }
                release()
                isHeld = false
            }
            return ConsistentCut(
                time: time, databases: databases, settings: settings, filesAreOfTheCut: isHeld,
                writersWaited: ContinuousClock.now - since)
        }
    }

    /// Links too: an operator may have put a database, or a secret, on another disk.
    private static func databaseNames(in folder: String) throws -> [String] {
        try FolderEntry.all(in: folder).filter { !$0.isFolder && ArchivePath.isDatabase($0.name) }.map(\.name).sorted()
    }

    private static func settings(of folder: String) throws -> [(path: String, bytes: [UInt8])] {
        let keys = try FolderEntry.all(in: "\(folder)/\(ArchivePath.keys)").filter { !$0.isFolder }
            .map { "\(ArchivePath.keys)/\($0.name)" }.filter { ArchivePath.part(of: $0) != nil }
        return try ([ArchivePath.identity, ArchivePath.bucketMap] + keys.sorted()).compactMap { path in
            guard let file = try OpenFile(reading: "\(folder)/\(path)", followsLinks: true) else { return nil }
            return (path, try file.read(upTo: mostSettingBytes))
        }
    }
}

extension Duration {
    /// Milliseconds with one digit after the point.
    var inMilliseconds: Double { Double(inNanoseconds / 100_000) / 10 }
}
