import Glibc
import TenfoldCore

/// Makes a folder for its owner alone, and finds out what stands in the way.
enum FolderCreation {
    static func prepare(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            if errno == ENOENT {
                throw Fault(
                    .unavailable, "the folder \(path) cannot be made: the folder that would hold it does not exist")
            }
            throw DurableFile.failure("cannot make the folder", path)
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw DurableFile.failure("cannot look at", path) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw Fault(.unavailable, "\(path) is not a folder; give another path for the data")
        }
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            throw DurableFile.failure("cannot write to the folder", path)
        }
    }
}
