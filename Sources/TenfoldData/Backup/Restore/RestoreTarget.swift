import FoundationEssentials
import Glibc
import TenfoldCore

/// The place of a restored folder: free, or empty, or an app's data folder that nobody uses and that may be moved aside.
struct RestoreTarget {
    let path: String
    /// Held for as long as the old folder is being replaced, so that no process begins to use it.
    private let oldLock: FileLock?

    init(path: String, replaces: Bool) throws {
        self.path = try RealPath.ofNew(path)
        var status = stat()
        guard lstat(self.path, &status) == 0 else {
            oldLock = nil
            return
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw Fault(.unavailable, "\(path) is not a folder; give another path with --data")
        }
        var parent = stat()
        guard stat(RealPath.parent(of: self.path), &parent) == 0, parent.st_dev == status.st_dev else {
            throw Fault(
                .unavailable,
                "\(path) is where a disk is mounted and cannot be replaced as a whole; give a folder in it")
        }
        oldLock = try Self.lockOld(self.path, replaces: replaces)
    }

    /// Puts the folder into its place. Answers where the old one is now.
    func take(_ draft: String, now: String) throws -> String? {
        var aside: String?
        if oldLock != nil {
            let free = try Self.freeName("\(path).before-restore-\(now)")
            guard rename(path, free) == 0 else { throw DurableFile.failure("cannot move aside", path) }
            aside = free
        }
        guard rename(draft, path) == 0 else {
            let fault = DurableFile.failure("cannot put the restored folder at", path)
            if let aside { rename(aside, path) }
            throw fault
        }
        try DurableFile.synchronizeFolder(of: path)
        return aside
    }

    /// Nil where the folder is empty. Throws where it is in use, or not to be replaced.
    private static func lockOld(_ path: String, replaces: Bool) throws -> FileLock? {
        guard try !FolderEntry.all(in: path).isEmpty else { return nil }
        guard access("\(path)/\(FolderFile.lock)", F_OK) == 0 else {
            throw Fault(.unavailable, "\(path) is neither empty nor a data folder; give another path with --data")
        }
        let lock = try FileLock(path: "\(path)/\(FolderFile.lock)", creates: false)
        guard lock.tryLock(.exclusive) else {
            throw Fault(
                .unavailable,
                "the data folder \(path) is in use by \(try ProcessFolder(path: "\(path)/\(FolderFile.processes)").users());"
                    + " stop it first, or give another path with --data")
        }
        guard replaces else {
            throw Fault(
                .unavailable,
                "the data folder \(path) is not empty; give another path with --data, or --force to move it aside")
        }
        return lock
    }

    private static func freeName(_ wanted: String) throws -> String {
        for number in 1...1000 {
            let name = number == 1 ? wanted : "\(wanted)-\(number)"
            if access(name, F_OK) != 0 { return name }
        }
        throw Fault(.unavailable, "there are a thousand folders named \(wanted)…: remove some")
    }
}

extension ProcessFolder {
    /// The processes that live, for people. Sweeps nothing.
    fileprivate func users() throws -> String {
        let names = try FolderEntry.all(in: path).map(\.name).filter { $0.hasSuffix(".json") }.filter { name in
            guard let lock = try? FileLock(path: "\(path)/\(name)", creates: false) else { return false }
            return !lock.tryLock(.shared)
        }
        let numbers = names.map { String($0.prefix { $0 != "-" }) }.sorted()
        return numbers.isEmpty ? "another process" : "process \(numbers.joined(separator: ", "))"
    }
}
