import Dispatch
import Glibc
import Synchronization

/// What signals mean to `up`: SIGINT and SIGTERM stop (twice: at once), SIGHUP is a rolling restart.
///
/// A terminal that is closed sends SIGHUP too; then the process has lost the terminal that it had, and stops.
package final class SupervisorSignals: Sendable {
    private let sources: Mutex<[any DispatchSourceSignal]>

    /// From now on this process's signals go to the supervisor, as long as this object lives.
    package init(_ supervisor: Supervisor) {
        let hadTerminal = Self.hasTerminal
        let meanings: [(Int32, @Sendable () -> Void)] = [
            (SIGINT, { supervisor.stop() }),
            (SIGTERM, { supervisor.stop() }),
            (SIGHUP, { hadTerminal && !Self.hasTerminal ? supervisor.stop() : supervisor.restart() }),
        ]
        sources = Mutex(
            meanings.map { number, meaning in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler(handler: meaning)
                source.resume()
                return source
            })
        // A reader of the output that goes away is no reason to leave the children alone.
        signal(SIGPIPE, SIG_IGN)
    }

    deinit {
        sources.withLock { for source in $0 { source.cancel() } }
    }

    private static var hasTerminal: Bool {
        let terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }
}
