import Foundation
import Glibc
import Synchronization

/// Where things are: the checkout, and a folder for this run that is removed at its end.
struct Workspace: Sendable {
    let root: String
    let temporary: String

    private static let current = Mutex<Workspace?>(nil)
    private static let number = Mutex(0)

    /// Set once, before anything runs.
    static var shared: Workspace {
        current.withLock { $0 } ?? Workspace(root: FileManager.default.currentDirectoryPath, temporary: "/tmp")
    }

    /// Finds the checkout in the working folder or above, and makes the run's folder on its disk.
    static func open() throws {
        var root = URL(filePath: FileManager.default.currentDirectoryPath).standardizedFileURL
        while !FileManager.default.fileExists(atPath: root.appending(path: "Benchmarks/peers").path) {
            guard root.path != "/" else { throw Failure("run this inside a checkout of Tenfold") }
            root.deleteLastPathComponent()
        }
        let temporary = root.appending(path: "Benchmarks/.build/run-\(getpid())").path
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
        current.withLock { $0 = Workspace(root: root.path, temporary: temporary) }
    }

    var benchmarks: String { "\(root)/Benchmarks" }
    var peers: String { "\(benchmarks)/peers" }

    /// A path in the run's folder that is not used yet.
    func newFile(_ name: String) throws -> String {
        Interrupt.holdIfOver()
        let number = Self.number.withLock {
            $0 += 1
            return $0
        }
        return "\(temporary)/\(name)-\(number)"
    }

    func newFolder(_ name: String) throws -> String {
        let path = try newFile(name)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    /// A new folder that is in memory where the system has such a place; it too ends with the run.
    func newMemoryFolder(_ name: String) throws -> String {
        guard FileManager.default.isWritableFile(atPath: "/dev/shm") else { return try newFolder(name) }
        let path = "\(inMemory)/\(URL(filePath: try newFile(name)).lastPathComponent)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    func remove() {
        for folder in [temporary, inMemory] { try? FileManager.default.removeItem(atPath: folder) }
    }

    private var inMemory: String { "/dev/shm/tenfold-bench-\(getpid())" }
}
