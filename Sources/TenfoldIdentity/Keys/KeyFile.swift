import Crypto
import FoundationEssentials
import Glibc
import TenfoldCore

/// A secret in a file that its owner alone can read.
enum KeyFile {
    /// Makes the folder, for its owner alone.
    static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Fault(
                .signingKeyUnusable, "the folder \(path) cannot be made: let this user write to the data folder")
        }
    }

    /// Makes a file with a new secret, unless there is one.
    ///
    /// The secret is written under another name first and then linked, which fails if the name is taken: so of any
    /// number of processes one wins, and none ever reads a file that is not whole, whatever is killed when.
    static func createIfAbsent(_ path: String) throws {
        guard access(path, F_OK) != 0 else { return }
        let draft = "\(path).\(getpid())-\(UInt64.random(in: 0 ... .max)).draft"
        // Safe: the bytes are copied inside the closure.
        try write(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }, toNew: draft)
        let result = link(draft, path)
        let reason = errno
        unlink(draft)
        guard result == 0 || reason == EEXIST else { throw unusable(path, "cannot be made", reason) }
        try sync(folderOf: path)
    }

    /// Reads a secret; throws when others could read it too, or it has a wrong length.
    static func read(_ path: String) throws -> SymmetricKey {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw unusable(path, "cannot be read", errno) }
        defer { close(file) }
        var info = stat()
        guard fstat(file, &info) == 0 else { throw unusable(path, "cannot be examined", errno) }
        guard info.st_mode & S_IFMT == S_IFREG else {
            throw Fault(.signingKeyUnusable, "\(path) is no plain file: remove it")
        }
        guard info.st_mode & 0o077 == 0 else {
            throw Fault(
                .signingKeyUnusable,
                "\(path) can be used by other users (mode \(String(info.st_mode & 0o777, radix: 8))). If they may have read it, remove it, "
                    + "which ends all sessions; else run: chmod 600 \(path)")
        }
        // One byte more than a key, to notice a file that is too long.
        var bytes = [UInt8](repeating: 0, count: SigningKey.byteCount + 1)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw unusable(path, "cannot be read", errno) }
        guard count == SigningKey.byteCount else {
            throw Fault(
                .signingKeyUnusable,
                "\(path) must hold \(SigningKey.byteCount) bytes and holds \(info.st_size): restore it from a backup, "
                    + "or remove it, which ends all sessions")
        }
        return SymmetricKey(data: bytes.prefix(count))
    }

    private static func write(_ bytes: [UInt8], toNew path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw unusable(path, "cannot be made", errno) }
        defer { close(file) }
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            let reason = errno
            unlink(path)
            throw unusable(path, "cannot be written", reason)
        }
    }

    /// Without it a power failure could take the file's name, and with it every session.
    private static func sync(folderOf path: String) throws {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        let file = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw unusable(folder, "cannot be opened", errno) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw unusable(folder, "cannot be written", errno) }
    }

    private static func unusable(_ path: String, _ what: String, _ reason: Int32) -> Fault {
        Fault(.signingKeyUnusable, "\(path) \(what): \(String(cString: strerror(reason)))")
    }
}
