import FoundationEssentials
import Glibc
import TenfoldCore

/// Small files that are either whole and on disk, or not there.
enum DurableFile {
    /// Nil where there is no such file.
    static func read(_ path: String) throws -> Data? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw Fault(.unavailable, "\(path) cannot be read: \(error)")
        }
    }

    /// Creates the file at once and whole. False when another was there first, which is left as it is.
    static func create(_ path: String, _ bytes: Data) throws -> Bool {
        let draft = "\(path).\(UInt64.random(in: 0 ... .max)).draft"
        defer { unlink(draft) }
        let descriptor = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot create", path) }
        defer { Glibc.close(descriptor) }
        try write(bytes, to: descriptor, path)
        guard link(draft, path) == 0 else {
            if errno == EEXIST { return false }
            throw failure("cannot create", path)
        }
        try synchronizeFolder(of: path)
        return true
    }

    static func write(_ bytes: Data, to descriptor: CInt, _ path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            // The pointer stays inside the closure, and `write` reads no more than the count it is given with.
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure("cannot write", path) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw failure("cannot write", path) }
    }

    static func failure(_ what: String, _ path: String) -> Fault {
        let code: Fault.Code = [ENOSPC, EROFS, EACCES, EDQUOT].contains(errno) ? .storageFull : .unavailable
        return Fault(code, "\(what) \(path): \(String(cString: strerror(errno)))")
    }

    /// A new name is on disk only once its folder is.
    static func synchronizeFolder(of path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot open", folder) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("cannot write", folder) }
    }
}
