import Glibc
import TenfoldCore
import TenfoldData

/// A folder for files that a module writes itself.
enum ModuleFolder {
    static func make(_ module: String, in folder: DataFolder) throws -> String {
        let files = folder.file("files")
        let path = "\(files)/\(module)"
        for path in [files, path] where mkdir(path, 0o700) != 0 && errno != EEXIST {
            throw Fault(.unavailable, "the folder \(path) cannot be made: \(String(cString: strerror(errno)))")
        }
        return path
    }
}
