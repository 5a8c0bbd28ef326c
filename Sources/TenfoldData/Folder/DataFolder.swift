import FoundationEssentials
import Glibc
import Synchronization
package import TenfoldCore

/// The folder that holds an app's files on one machine. Processes of the same app and stage share it; any other is refused.
package final class DataFolder: Sendable {
    package let path: String
    /// Whether a process that used the folder died without leaving in good order: what it held must be recovered.
    package let hadUncleanExit: Bool
    /// This process's name in the folder: unique, and another after each start.
    package let processName: String
    private let processes: ProcessFolder
    private let lock: FileLock
    private let registration: Mutex<(path: String, lock: FileLock)?>

    /// Opens the folder, or makes it, for this process.
    package init(path: String, app: String, stage: String, clock: any WallClock = SystemWallClock()) throws {
        self.path = path
        try FolderCreation.prepare(path)
        processes = ProcessFolder(path: "\(path)/processes")
        try FolderCreation.prepare(processes.path)
        lock = try Self.claim(path, FolderIdentity(app: app, stage: stage), processes)
        hadUncleanExit = try processes.sweep().dead > 0
        let record = ProcessRecord(pid: getpid(), app: app, stage: stage, since: RFC3339.format(clock.now()))
        processName = "\(record.pid)-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
        registration = Mutex(try processes.register(record, as: processName))
    }

    /// The path of a file in the folder.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The names of all processes that use the folder now, this one among them.
    package func livingProcesses() throws -> Set<String> { Set(try processes.sweep().living.keys) }

    /// Takes this process out of the list. Call it last, in good order; a process that dies is recognised by not having done so.
    package func close() {
        registration.withLock { registration in
            if let registration { unlink(registration.path) }
            registration = nil
        }
    }

    /// Locks the folder shared, after making sure of whose it is. The first to come, alone in it, writes that down.
    private static func claim(_ path: String, _ identity: FolderIdentity, _ processes: ProcessFolder) throws -> FileLock
    {
        let lock = try FileLock(path: "\(path)/tenfold.lock")
        let file = "\(path)/tenfold.json"
        for _ in 0..<200 {
            if lock.tryLock(.exclusive), try DurableFile.read(file) == nil {
                _ = try DurableFile.create(file, try JSONEncoder().encode(identity))
            }
            if lock.tryLock(.shared) {
                guard lock.isInPlace else {
                    throw Fault(.unavailable, "the data folder \(path) was replaced just now; start again")
                }
                try check(file, identity, path, processes)
                return lock
            }
            // Another process is just claiming the folder: that takes a moment.
            usleep(10_000)
        }
        throw Fault(
            .unavailable,
            "the data folder \(path) is locked by \(try holders(processes)); wait until it is done, or stop it")
    }

    private static func check(
        _ file: String, _ identity: FolderIdentity, _ path: String, _ processes: ProcessFolder
    ) throws {
        guard let bytes = try DurableFile.read(file),
            let found = try? JSONDecoder().decode(FolderIdentity.self, from: bytes)
        else {
            throw Fault(.unavailable, "\(file) is missing or damaged; restore it from a backup")
        }
        guard found.app == identity.app, found.stage == identity.stage else {
            throw Fault(
                .unavailable,
                "the data folder \(path) belongs to app \(found.app), stage \(found.stage), held by \(try holders(processes)); "
                    + "app \(identity.app), stage \(identity.stage), needs a folder of its own")
        }
        guard found.formatVersion <= FolderIdentity.presentFormat else {
            throw Fault(
                .unavailable,
                "the data folder \(path) has format \(found.formatVersion), and this binary knows up to "
                    + "\(FolderIdentity.presentFormat): run the newer binary")
        }
    }

    private static func holders(_ processes: ProcessFolder) throws -> String {
        let living = try processes.sweep().living
        guard !living.isEmpty else { return "no process now" }
        return living.values.map { "process \($0.pid) (app \($0.app), stage \($0.stage), since \($0.since))" }.joined(
            separator: ", ")
    }
}
