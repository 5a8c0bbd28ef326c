import Foundation

/// Runs a program to its end.
enum Tool {
    /// What it printed. Throws `Failure` with the end of its output where it exits with anything but 0.
    @discardableResult static func run(
        _ arguments: [String], environment: [String: String] = [:], folder: String? = nil
    ) throws -> String {
        let file = try Workspace.shared.newFile("tool")
        defer { try? FileManager.default.removeItem(atPath: file) }
        let process = try ChildProcess(arguments, environment: environment, folder: folder, output: file)
        let exit = process.wait()
        let text = process.text
        guard exit.code == 0 else {
            let end = text.split(separator: "\n").suffix(12).joined(separator: "\n")
            throw Failure("`\(arguments.joined(separator: " "))` ended with \(exit.code): \(end)")
        }
        return text
    }

    /// The first line of what it prints, or nil where it cannot be run.
    static func line(_ arguments: [String]) -> String? {
        (try? run(arguments))?.split(separator: "\n").first.map(String.init)
    }

    /// Where a program is, also one that only the system's administrator has on the path.
    static func path(of program: String) throws -> String {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let places = (folders + ["/usr/local/sbin", "/usr/sbin"]).map { "\($0)/\(program)" }
        guard let place = places.first(where: FileManager.default.isExecutableFile(atPath:)) else {
            throw Failure("\(program) is not installed: scripts/ensure-bench-tools")
        }
        return place
    }
}
