import Glibc
import TenfoldCore

/// A file that closes itself, read and written in whole chunks. Used by one thread.
final class OpenFile {
    static let chunk = 256 << 10

    let path: String
    private let descriptor: CInt

    /// Opens a plain file to be read. Nil where there is none; a symbolic link is not followed unless it may be.
    init?(reading path: String, followsLinks: Bool = false) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw DurableFile.failure("cannot read", path)
        }
        guard try status().st_mode & S_IFMT == S_IFREG else { throw Fault(.unavailable, "\(path) is no plain file") }
    }

    /// Makes a file for its owner alone; throws where the name is taken.
    init(creating path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DurableFile.failure("cannot create", path) }
    }

    deinit { Glibc.close(descriptor) }

    func status() throws -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw DurableFile.failure("cannot look at", path) }
        return status
    }

    func size() throws -> Int64 { Int64(try status().st_size) }

    /// As many bytes as wanted; fewer at the file's end only.
    func read(upTo count: Int) throws -> [UInt8] {
        // The buffer has room for `count` bytes, and its length is set to what was read.
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
                guard got >= 0 else {
                    if errno == EINTR { continue }
                    throw DurableFile.failure("cannot read", path)
                }
                if got == 0 { return }
                filled += got
            }
        }
    }

    func write(_ bytes: [UInt8]) throws {
        var written = 0
        while written < bytes.count {
            // The pointer stays inside the closure, and `write` reads no more than the rest it is given.
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw DurableFile.failure("cannot write", path)
            }
            written += count
        }
    }

    func rewind() throws {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw DurableFile.failure("cannot read", path) }
    }

    func synchronize() throws {
        guard fsync(descriptor) == 0 else { throw DurableFile.failure("cannot write", path) }
    }
}
