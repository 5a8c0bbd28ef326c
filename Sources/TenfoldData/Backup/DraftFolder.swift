import FoundationEssentials
import Glibc
import TenfoldCore

/// A folder for what is not finished yet, beside where it will stand; one process at a time works in it.
///
/// Its name is fixed, so that the next attempt finds and clears what a killed one has left.
final class DraftFolder {
    let path: String
    private let lock: CInt

    /// Makes it, or takes over a left one. Throws while another process works in it.
    init(path: String) throws {
        self.path = path
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw DurableFile.failure("cannot make the folder", path)
        }
        lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard lock >= 0 else { throw DurableFile.failure("cannot open", path) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw Fault(.unavailable, "\(path) is in use: the same is being done by another process now")
        }
        do {
            for entry in try FolderEntry.all(in: path) { try FileManager.default.removeItem(atPath: file(entry.name)) }
        } catch {
            throw Fault(.unavailable, "\(path) cannot be cleared: \(error)")
        }
    }

    deinit { close(lock) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Takes it away with all that is in it. Harmless where it has gone elsewhere.
    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Puts these files on disk, and all else in it too as far as the system tells.
    func synchronize(_ names: [String]) throws {
        for name in names { try OpenFile(reading: file(name))?.synchronize() }
        // One call for what may be millions of small files.
        sync()
    }

    /// Bytes that may still be written to its disk.
    func freeBytes() throws -> Int64 {
        var status = statvfs()
        guard fstatvfs(lock, &status) == 0 else { throw DurableFile.failure("cannot look at", path) }
        return Int64(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
    }
}

/// Paths as the file system sees them.
enum RealPath {
    /// The absolute path without links of what exists; nil where it does not.
    static func existing(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The same of what may be made in a folder that exists.
    static func ofNew(_ path: String) throws -> String {
        if let path = existing(path) { return path }
        let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
        let name = trimmed.split(separator: "/").last.map(String.init) ?? ""
        let parent = String(trimmed.dropLast(name.count))
        guard !name.isEmpty, name != ".", name != "..", let parent = existing(parent.isEmpty ? "." : parent) else {
            throw Fault(.unavailable, "\(path) cannot be made: the folder that would hold it does not exist")
        }
        return parent == "/" ? "/\(name)" : "\(parent)/\(name)"
    }

    static func parent(of path: String) -> String {
        let parent = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        return parent.isEmpty ? "/" : String(parent)
    }
}
