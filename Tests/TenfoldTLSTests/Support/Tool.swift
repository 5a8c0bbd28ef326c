import Foundation
import TenfoldTesting

/// A program that others wrote. `scripts/ensure-test-tools` installs them where it may.
enum Tool: String, CaseIterable {
    case curl, nghttp, h2load, openssl

    /// Where it is; nil where it is not.
    var path: String? {
        Self.searched.lazy.map { "\($0)/\(rawValue)" }.first(where: FileManager.default.isExecutableFile)
    }

    /// Runs it to its end.
    func run(_ arguments: [String], within limit: Duration = .seconds(60)) async throws -> ProcessExit {
        guard let path else { throw MissingTool(name: rawValue) }
        return try await ChildProcess(path, arguments).waitForExit(within: limit)
    }

    static let missing: [Tool] = allCases.filter { $0.path == nil }
    static let areThere = missing.isEmpty

    private static let searched =
        ["/usr/bin"] + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
}

struct MissingTool: Error, CustomStringConvertible {
    let name: String
    var description: String { "\(name) is not installed; scripts/ensure-test-tools says how" }
}
