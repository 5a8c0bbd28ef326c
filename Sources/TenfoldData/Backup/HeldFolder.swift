import FoundationEssentials
import Glibc
import TenfoldCore

/// A data folder of an app, kept in its place while it is read. Leaves no trace in it: no process record, nothing swept.
struct HeldFolder {
    let path: String
    let identity: FolderIdentity
    private let lock: FileLock

    init(path: String, app: String) throws {
        guard let path = RealPath.existing(path), access("\(path)/\(FolderFile.lock)", F_OK) == 0 else {
            throw Fault(.unavailable, "\(path) is no data folder; give the app's with --data")
        }
        self.path = path
        lock = try FileLock(path: "\(path)/\(FolderFile.lock)", creates: false)
        // Whoever has it exclusively, for a moment, is making the folder or moving it away.
        guard lock.tryLock(.shared), lock.isInPlace else {
            throw Fault(.unavailable, "the data folder \(path) is just being made or restored; try again")
        }
        guard let bytes = try DurableFile.read("\(path)/\(ArchivePath.identity)"),
            let identity = try? JSONDecoder().decode(FolderIdentity.self, from: bytes)
        else {
            throw Fault(.unavailable, "\(path)/\(ArchivePath.identity) is missing or damaged; restore it from a backup")
        }
        guard identity.app == app else {
            throw Fault(.unavailable, "the data folder \(path) belongs to app \(identity.app), not \(app)")
        }
        guard identity.formatVersion <= FolderIdentity.presentFormat else {
            throw Fault(.unavailable, "the data folder \(path) was used by a newer binary: run that one")
        }
        self.identity = identity
    }

    /// Whether something that exists lies in it.
    func contains(_ realPath: String) -> Bool { realPath == path || realPath.hasPrefix("\(path)/") }
}

/// Names in a data folder.
enum FolderFile {
    static let lock = "tenfold.lock"
    static let processes = "processes"
}
