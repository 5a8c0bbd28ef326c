import Foundation
import Glibc

/// Two programs that a remote call is measured between: one answers, one asks.
struct RemoteContestant {
    let name: String
    let version: String
    /// The command line of the side that answers.
    let serve: (_ port: Int) throws -> [String]
    /// The command line of the side that asks, and that tells what it saw as its last line.
    let call: (_ load: RemoteLoad) throws -> [String]
}

/// What the asking side is told.
struct RemoteLoad {
    static let inFlight = 64

    var port: Int
    var callee: pid_t
    var warmUpSeconds: Int
    var seconds: Int

    var words: [String] { [port, Int(callee), warmUpSeconds, seconds, Self.inFlight].map { "\($0)" } }
}

/// What the asking side tells of its window.
struct RemoteResult: Decodable {
    var calls: Double
    var seconds: Double
    var callerCPUSeconds: Double
    var calleeCPUSeconds: Double
    var medianMilliseconds: Double
    var p99Milliseconds: Double

    var callsPerSecond: Double { calls / seconds }
    var callsPerCPUSecond: Double { calls / (callerCPUSeconds + calleeCPUSeconds) }
    var callerMicroseconds: Double { callerCPUSeconds * 1e6 / calls }
    var calleeMicroseconds: Double { calleeCPUSeconds * 1e6 / calls }
}

/// An answering side that runs.
final class RunningCallee {
    let contestant: RemoteContestant
    private let port: Int
    private let process: ChildProcess

    init(_ contestant: RemoteContestant) throws {
        self.contestant = contestant
        port = try Loopback.freePort()
        process = try ChildProcess(try contestant.serve(port), output: try Workspace.shared.newFile("callee"))
        let deadline = Clock.seconds + 60
        while (try? HTTPConnection(port: port)) == nil {
            guard process.isRunning, Clock.seconds < deadline else {
                process.stop()
                throw Failure("\(contestant.name) does not listen: \(process.text.suffix(800))")
            }
            usleep(1000)
        }
    }

    /// Loads it from a new process.
    func load(seconds: Int) throws -> RemoteResult {
        let load = RemoteLoad(port: port, callee: process.id, warmUpSeconds: 1, seconds: seconds)
        let text = try Tool.run(try contestant.call(load))
        guard let line = text.split(separator: "\n").last(where: { $0.hasPrefix("{") }) else {
            throw Failure("\(contestant.name) told nothing: \(text.suffix(400))")
        }
        return try JSONDecoder().decode(RemoteResult.self, from: Data(line.utf8))
    }

    func stop() { process.stop() }
}
