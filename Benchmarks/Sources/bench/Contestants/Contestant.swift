import Foundation
import Glibc

/// A server that is measured: how it is started on a port, and what it is.
struct Contestant {
    let name: String
    let version: String
    /// The command line to start it on a port; the second port is for what it serves beside.
    let command: (_ port: Int, _ otherPort: Int) throws -> [String]
    var environment: [String: String] = [:]
    var folder: String?
    /// Answers 200 once it is ready.
    var readyPath = "/plaintext"
    /// Whether it does so on the second port.
    var isReadyOnOtherPort = false

    /// Those that can be had here; one that cannot is told and left out.
    static func available(_ makers: [() throws -> Contestant]) -> [Contestant] {
        makers.compactMap { make in
            do {
                return try make()
            } catch {
                Console.step("LEFT OUT: \(error)")
                return nil
            }
        }
    }
}

/// A contestant that serves.
final class RunningContestant {
    let name: String
    let port: Int
    let otherPort: Int
    let process: ChildProcess

    /// Starts it and waits until it is ready.
    ///
    /// - Parameter wrapper: what its command line is put behind, for instance a counting tool.
    init(
        _ contestant: Contestant, behind wrapper: [String] = [], environment: [String: String] = [:],
        within seconds: Double = 60
    ) throws {
        name = contestant.name
        port = try Loopback.freePort()
        otherPort = try Loopback.freePort()
        process = try ChildProcess(
            wrapper + contestant.command(port, otherPort),
            environment: contestant.environment.merging(environment) { _, new in new }, folder: contestant.folder,
            output: try Workspace.shared.newFile("output"))
        try waitUntilReady(contestant, within: seconds)
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var cpuSeconds: Double { ProcessGroup.cpuSeconds(process.id) }
    var residentBytes: Double { ProcessGroup.residentBytes(process.id) }
    /// Since it started, or since `forgetPeak`.
    var peakResidentBytes: Double { ProcessGroup.peakResidentBytes(process.id) }

    func forgetPeak() { ProcessGroup.forgetPeak(process.id) }

    @discardableResult func stop() -> ChildProcess.Exit { process.stop() }

    private func waitUntilReady(_ contestant: Contestant, within seconds: Double) throws {
        let readyPort = contestant.isReadyOnOtherPort ? otherPort : port
        let deadline = Clock.seconds + seconds
        while Clock.seconds < deadline {
            guard process.isRunning else {
                throw Failure("\(name) ended before it was ready: \(process.text.suffix(800))")
            }
            if (try? HTTPConnection(port: readyPort).ask("GET", contestant.readyPath))?.status == 200 { return }
            usleep(1000)
        }
        process.stop()
        throw Failure("\(name) was not ready in \(Int(seconds)) s: \(process.text.suffix(800))")
    }
}
