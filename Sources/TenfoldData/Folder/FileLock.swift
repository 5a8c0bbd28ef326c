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

    /// Takes the lock, or changes its mode, if that can be done now.
    func tryLock(_ mode: Mode) -> Bool {
        flock(descriptor, mode.flag | LOCK_NB) == 0
    }
}
