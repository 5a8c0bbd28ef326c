import FoundationEssentials
import Glibc
import Synchronization

/// Removes temporary folders when the process ends: tests that fail, or share a folder, do not leave theirs behind.
package enum ExitCleanup {
    private static let folders = Mutex<Set<String>>([])
    /// Registers the clean-up once, on first use.
    private static let isRegistered: Bool =
        atexit {
            for path in ExitCleanup.folders.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
        } == 0

    /// Remembers a folder to be removed at the end.
    package static func add(_ path: String) {
        _ = isRegistered
        _ = folders.withLock { $0.insert(path) }
    }

    /// Forgets a folder that is gone already.
    package static func forget(_ path: String) { _ = folders.withLock { $0.remove(path) } }
}
