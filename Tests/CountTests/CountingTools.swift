import Foundation
import TenfoldTesting

/// What a request cost a server, of each kind of call.
struct RequestCost: CustomStringConvertible {
    let counts: [String: Double]

    /// Calls of malloc and its like.
    var mallocs: Double { counts["mallocs"] ?? .infinity }

    /// Calls of the wrappers of system calls.
    var systemCalls: Double {
        counts.filter { !["mallocs", "frees"].contains($0.key) }.values.reduce(0, +)
    }

    var description: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}

/// The library that counts and the client that asks in a fixed order, compiled from Tests/Probes/CallCounts.
struct CountingTools: Sendable {
    private let folder: TestFolder
    private let client: String
    private let library: String

    static let shared = Result { try CountingTools() }

    private static let requests = 2000
    private static let warmUp = 400

    private init() throws {
        folder = try TestFolder()
        client = folder.path + "/lockstep"
        library = folder.path + "/callcounts.so"
        let sources = Repository.root + "/Tests/Probes/CallCounts"
        try CountingTools.compile(["-O2", "\(sources)/lockstep.c", "-o", client])
        try CountingTools.compile(["-O2", "-shared", "-fPIC", "\(sources)/callcounts.c", "-o", library, "-ldl"])
    }

    /// What a counted server needs in its environment.
    func environment(counts: String) -> [String: String] { ["LD_PRELOAD": library, "CALL_COUNTS": counts] }

    /// Eight connections ask one after the other, so that the server does the same for each request; the first requests
    /// do not count. What runs in the background adds to a count and never takes away: so the lowest of three counts is
    /// the request's own.
    func cost(ofGetting path: String, port: Int, counts: String) async throws -> RequestCost {
        var lowest: [String: Double] = [:]
        for _ in 0..<3 {
            lowest.merge(try await measure(path, port: port, counts: counts), uniquingKeysWith: min)
        }
        return RequestCost(counts: lowest)
    }

    private func measure(_ path: String, port: Int, counts: String) async throws -> [String: Double] {
        let process = try ChildProcess(
            client, ["\(port)", "8", "alone", "\(Self.warmUp)", "\(Self.requests)", counts, path])
        let exit = try await process.waitForExit(within: .seconds(60))
        guard exit.code == 0 else { throw ToolFailed(output: exit.output) }
        let pairs = exit.output.split(separator: "\n").map { $0.split(separator: " ") }
        var perRequest: [String: Double] = [:]
        for pair in pairs where pair.count == 2 && pair[0] != "answer_bytes" {
            perRequest[String(pair[0])] = Double(pair[1]).map { $0 / Double(Self.requests) }
        }
        return perRequest
    }

    private static func compile(_ arguments: [String]) throws {
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = ["cc"] + arguments
        try compiler.run()
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0 else { throw ToolFailed(output: "cc \(arguments)") }
    }
}

/// A tool of the measurement failed.
struct ToolFailed: Error, CustomStringConvertible {
    let output: String

    var description: String { "a tool of the measurement failed: \(output)" }
}

/// The checkout that these tests were built from.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
}

/// Executables of the release build.
enum ReleaseExecutable {
    static func path(of name: String) throws -> String {
        let path = "\(Repository.root)/.build/release/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw ToolFailed(output: "\(path) is not there: run `make build` first, or `make test`")
        }
        return path
    }
}
