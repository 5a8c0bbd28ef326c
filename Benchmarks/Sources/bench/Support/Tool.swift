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
}
