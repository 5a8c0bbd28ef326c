import Foundation
import Glibc

/// A tool that counts something over the whole life of a process. What a request costs is the difference of two lives
/// that differ in their number of requests alone: so neither the start nor the connections count.
protocol CountingTool {
    /// The command that a server's command line is put behind.
    func wrapper(writing file: String) -> [String]
    /// The count, when the server has ended.
    func count(in file: String, output: String) throws -> Double
}

extension CountingTool {
    static var few: Int { 400 }
    static var many: Int { 2400 }

    /// The count for each request of a contestant.
    func perRequest(of contestant: Contestant, path: String, client: Lockstep) throws -> Double {
        try perRequest(of: contestant) { try client.run($0, to: $1, path: path) }
    }

    /// - Parameter load: sends so many requests to a port.
    func perRequest(of contestant: Contestant, load: (_ requests: Int, _ port: Int) throws -> Void) throws -> Double {
        let few = try life(of: contestant) { try load(Self.few, $0) }
        let many = try life(of: contestant) { try load(Self.many, $0) }
        return (many - few) / Double(Self.many - Self.few)
    }

    /// The count for each step of a program that is told how many to take.
    func perStep(_ command: (_ steps: Int) -> [String], few: Int, many: Int) throws -> Double {
        let counts = try [few, many].map { steps in
            let file = try Workspace.shared.newFile("count")
            let output = try Tool.run(wrapper(writing: file) + command(steps))
            return try count(in: file, output: output)
        }
        return (counts[1] - counts[0]) / Double(many - few)
    }

    private func life(of contestant: Contestant, load: (_ port: Int) throws -> Void) throws -> Double {
        let file = try Workspace.shared.newFile("count")
        let server = try RunningContestant(contestant, behind: wrapper(writing: file), within: 300)
        do {
            try load(server.port)
        } catch {
            server.stop()
            throw error
        }
        server.stop()
        return try count(in: file, output: server.process.text)
    }
}

/// User instructions, by callgrind.
struct Callgrind: CountingTool {
    func wrapper(writing file: String) -> [String] {
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=\(file)", "--error-limit=no"]
    }

    func count(in file: String, output: String) throws -> Double {
        let line = output.split(separator: "\n").last { $0.contains("Collected :") }
        guard let count = line?.split(separator: " ").last.flatMap({ Double($0) }) else {
            throw Failure("callgrind told no count: \(output.suffix(400))")
        }
        return count
    }
}

/// System calls of all threads, by strace.
struct Strace: CountingTool {
    func wrapper(writing file: String) -> [String] { ["strace", "-f", "-c", "-o", file] }

    func count(in file: String, output: String) throws -> Double {
        // Its summary is written as the last traced thread ends.
        let deadline = Clock.seconds + 10
        while Clock.seconds < deadline {
            let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            if let total = text.split(separator: "\n").last(where: { $0.hasSuffix(" total") }),
                let calls = total.split(separator: " ").dropFirst(3).first.flatMap({ Double($0) })
            {
                return calls
            }
            usleep(10_000)
        }
        throw Failure("strace told no count: \(output.suffix(400))")
    }
}
