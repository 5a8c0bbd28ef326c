import Foundation

/// The client whose requests come in a fixed order, and the library that counts a server's calls: built from the C
/// files that `make test` uses too.
struct Lockstep {
    static let connections = 8
    private let client: String
    private let library: String

    init() throws {
        let sources = "\(Workspace.shared.root)/Tests/Probes/CallCounts"
        client = try Workspace.shared.newFile("lockstep")
        library = try Workspace.shared.newFile("callcounts") + ".so"
        try Tool.run(["cc", "-O2", "\(sources)/lockstep.c", "-o", client])
        try Tool.run(["cc", "-O2", "-shared", "-fPIC", "\(sources)/callcounts.c", "-o", library, "-ldl"])
    }

    /// Sends that many requests and waits for every answer.
    func run(_ requests: Int, to port: Int, path: String) throws {
        try Tool.run([client, "\(port)", "\(Self.connections)", "together", "0", "\(requests)", "-", path])
    }

    /// Calls of the allocator for each request, once the server is warm.
    func mallocs(of contestant: Contestant, path: String) throws -> Double {
        let counts = try Workspace.shared.newFile("counts")
        let server = try RunningContestant(
            contestant, environment: ["LD_PRELOAD": library, "CALL_COUNTS": counts])
        defer { server.stop() }
        let requests = 2000
        let text = try Tool.run(
            [client, "\(server.port)", "\(Self.connections)", "together", "400", "\(requests)", counts, path])
        let line = text.split(separator: "\n").first { $0.hasPrefix("mallocs ") }
        guard let count = line.flatMap({ Double($0.dropFirst(8)) }) else { throw Failure("no counts in: \(text)") }
        return count / Double(requests)
    }
}
