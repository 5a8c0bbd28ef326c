import Foundation
import Synchronization

/// An executable that runs as a child of the test. Its output goes to a file, so it never waits for a reader.
public final class ChildProcess: Sendable {
    private let process: Process
    private let outputPath: String
    private let folder: TestFolder

    /// Starts it.
    ///
    /// - Parameters:
    ///   - executable: its path, or the name of an executable that was built beside the tests.
    ///   - environment: added to the test's own environment.
    ///   - input: what it reads from standard input, which ends after it.
    public init(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:], input: String = ""
    ) throws {
        folder = try TestFolder()
        outputPath = folder.path + "/output"
        let inputPath = folder.path + "/input"
        try Data(input.utf8).write(to: URL(filePath: inputPath))
        try Data().write(to: URL(filePath: outputPath))

        let output = try FileHandle(forWritingTo: URL(filePath: outputPath))
        process = Process()
        process.executableURL = URL(
            filePath: executable.contains("/") ? executable : BuiltExecutable.path(of: executable))
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: inputPath))
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try output.close()
    }

    deinit { if process.isRunning { sendSignal(SIGKILL) } }

    /// Everything it has written to standard output and standard error so far.
    public var output: String {
        String(decoding: FileManager.default.contents(atPath: outputPath) ?? Data(), as: UTF8.self)
    }

    /// Its process id.
    public var id: Int32 { process.processIdentifier }

    /// Whether it has not ended.
    public var isRunning: Bool { process.isRunning }

    /// Sends it a signal.
    public func sendSignal(_ signal: Int32) { _ = Foundation.kill(process.processIdentifier, signal) }

    /// Waits for its end; kills it and throws `NeverHappened` at the deadline.
    public func waitForExit(within limit: Duration = .seconds(30)) async throws -> ProcessExit {
        do {
            try await eventually("the process ends", within: limit) { !process.isRunning }
        } catch {
            sendSignal(SIGKILL)
            throw error
        }
        return ProcessExit(
            code: process.terminationStatus, isBySignal: process.terminationReason == .uncaughtSignal, output: output)
    }
}

/// How a process ended.
public struct ProcessExit: Sendable {
    /// The exit code, or the signal's number.
    public let code: Int32
    /// Whether a signal ended it.
    public let isBySignal: Bool
    /// All that it wrote.
    public let output: String
}

/// Executables of the package under test.
enum BuiltExecutable {
    /// The path of an executable beside the one that runs the tests.
    static func path(of name: String) -> String {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        var folder = URL(filePath: own).deletingLastPathComponent()
        // On macOS the tests are in a bundle: its executable lies three folders below the products.
        while folder.path.contains(".xctest") { folder.deleteLastPathComponent() }
        return folder.appending(path: name).path
    }
}
