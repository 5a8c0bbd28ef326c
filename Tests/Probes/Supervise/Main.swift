import Glibc
import Logging
import TenfoldRuntime
import TenfoldTelemetry

/// `up` and its children in one small executable, for tests of what signals and kills do to real processes.
///
/// - `supervise up CHILD…` runs children and prints the port of the sockets. A CHILD is
///   `name,public,program,argument,…`; `public` gives it the sockets, `private` does not; `self` is this executable.
/// - `supervise path` prints where it lies.
/// - `supervise child …` is such a child: see `ProbeChild`.
@main
struct Main {
    static func main() async throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let role = arguments.isEmpty ? "" : arguments.removeFirst()
        switch role {
        case "up": exit(try await up(arguments))
        case "path": FileDescriptorSink(STDOUT_FILENO).write(Array("\(CurrentExecutable.path() ?? "")\n".utf8))
        case "child": try ProbeChild.run(arguments)
        default: exit(64)
        }
    }

    private static func up(_ arguments: [String]) async throws -> Int32 {
        let sink = FileDescriptorSink.standardError
        LoggingSystem.bootstrap { label in ConsoleLogHandler(label: label, isColoured: false, sink: sink) }
        let sockets = try ListeningSockets(host: "127.0.0.1", port: 0, count: 2)
        sink.write(Array("port \(sockets.port)\n".utf8))
        let executable = CurrentExecutable.path() ?? CommandLine.arguments[0]
        var timing = SupervisorTiming()
        timing.stopGrace = .seconds(60)
        let supervisor = try Supervisor(
            children: arguments.map { child($0, executable, sockets.numbers) }, timing: timing, sink: sink,
            style: OutputStyle.detect(STDERR_FILENO), banner: ["served on port \(sockets.port)"])
        let signals = try SupervisorSignals(supervisor)
        let outcome = try await supervisor.run()
        withExtendedLifetime((signals, sockets)) {}
        return outcome == .killed ? 130 : 0
    }

    private static func child(_ text: String, _ executable: String, _ sockets: [Int32]) -> ChildSpecification {
        let words = text.split(separator: ",").map(String.init)
        let isPublic = words[1] == "public"
        return ChildSpecification(
            name: words[0], executable: words[2] == "self" ? executable : words[2], arguments: Array(words[3...]),
            listeningSockets: isPublic ? sockets : [], isPublic: isPublic)
    }
}
