import Foundation
import TenfoldData

/// A new folder under the system's temporary folder, removed with everything in it when the last reference goes.
public final class TestFolder: Sendable {
    /// Its absolute path.
    public let path: String

    /// Makes the folder.
    public init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "tenfold-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        ExitCleanup.add(path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        ExitCleanup.forget(path)
    }

    /// The paths of all files in it, at any depth, whose names end so.
    public func files(endingWith suffix: String) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: path) else { return [] }
        return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(suffix) }.sorted().map { "\(path)/\($0)" }
    }
}
