import Glibc
import TenfoldCore

/// An advisory lock (flock) on a file, held until the object goes or the process ends.
final class FileLock: Sendable {
    enum Mode {
        case shared, exclusive

        var flag: CInt { self == .shared ? LOCK_SH : LOCK_EX }
    }

    let descriptor: CInt
    private let path: String

    /// Opens the file, making it where it is missing, and takes no lock yet.
    init(path: String, creates: Bool = true) throws {
        self.path = path
        descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | (creates ? O_CREAT : 0), 0o600)
        guard descriptor >= 0 else { throw DurableFile.failure("cannot open", path) }
    }

    deinit { Glibc.close(descriptor) }

    /// Whether the file that was opened is still the one of that name: a folder may be moved aside with it.
    var isInPlace: Bool {
        var (own, present) = (stat(), stat())
        return fstat(descriptor, &own) == 0 && stat(path, &present) == 0 && own.st_ino == present.st_ino
            && own.st_dev == present.st_dev
    }

    /// Takes the lock, or changes its mode, if that can be done now.
    func tryLock(_ mode: Mode) -> Bool {
        flock(descriptor, mode.flag | LOCK_NB) == 0
    }
}
