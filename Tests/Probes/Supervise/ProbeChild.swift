import FoundationEssentials
import Glibc
import TenfoldRuntime

/// A child with a real lifeline. It says what happens to it on standard output.
///
/// - `child serve` is ready at once, ends on SIGTERM or when `up` is gone.
/// - `child deaf` is ready, and ends for neither.
enum ProbeChild {
    static func run(_ arguments: [String]) throws {
        let isDeaf = arguments.first == "deaf"
        say("process \(getpid())")
        let lifeline = try Lifeline.open(
            environment: ProcessInfo.processInfo.environment, patience: .seconds(2)
        ) {
            if !isDeaf { exit(0) }
        }
        if isDeaf {
            signal(SIGTERM, SIG_IGN)
        } else {
            signal(SIGTERM) { _ in _exit(0) }
        }
        lifeline?.ready(adminAddress: "127.0.0.1:1")
        while true { pause() }
    }

    private static func say(_ text: String) {
        let line = Array((text + "\n").utf8)
        // Safe: the pointer is used for the length of the call, within the array's bounds.
        line.withUnsafeBytes { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
