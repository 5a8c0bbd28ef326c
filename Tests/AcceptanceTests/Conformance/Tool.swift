import Foundation
import TenfoldTesting

/// A client that others wrote. `scripts/ensure-test-tools` installs them where it may.
enum Tool: String, CaseIterable {
    case curl, python, nghttp, h2load, wrk, slowhttptest

    /// Where it is; nil where it is not.
    var path: String? {
        if self == .python { return Self.pythonWithH11 }
        return Self.searched.lazy.map { "\($0)/\(rawValue)" }.first(where: FileManager.default.isExecutableFile)
    }

    var isThere: Bool { path != nil }

    /// Runs it to its end.
    func run(_ arguments: String..., within limit: Duration = .seconds(60)) async throws -> ProcessExit {
        guard let path else { throw NoAnswer("\(rawValue) is not installed") }
        return try await ChildProcess(path, arguments).waitForExit(within: limit)
    }

    /// Why tests are skipped.
    static let missing: String =
        "not installed: \(Tool.allCases.filter { !$0.isThere }.map(\.rawValue).joined(separator: ", ")) "
        + "(python is Python 3 with h11); scripts/ensure-test-tools says how"

    /// CI, and a root on Debian for whom the script installs, have no excuse.
    static let mustBeThere: Bool =
        ProcessInfo.processInfo.environment["CI"] != nil
        || getuid() == 0 && FileManager.default.fileExists(atPath: "/usr/bin/apt-get")

    /// Debian's Python first: the one with Debian's h11.
    private static let searched =
        ["/usr/bin"] + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)

    private static let pythonWithH11: String? = searched.lazy.map { $0 + "/python3" }.first { python in
        guard FileManager.default.isExecutableFile(atPath: python) else { return false }
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-c", "import h11"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
