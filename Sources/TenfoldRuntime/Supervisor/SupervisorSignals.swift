import Glibc

/// What signals mean to `up`: SIGINT and SIGTERM stop (twice: at once), SIGHUP is a rolling restart.
///
/// A terminal that is closed sends SIGHUP too; then the process has lost the terminal that it had, and stops.
package struct SupervisorSignals: Sendable {
    /// From now on this process's signals go to the supervisor, for the rest of its life. To be called once.
    package init(_ supervisor: Supervisor) throws {
        let hadTerminal = Self.hasTerminal
        try CaughtSignals.handle([SIGINT, SIGTERM, SIGHUP]) { number in
            let isHangUp = hadTerminal && !Self.hasTerminal
            if number == SIGHUP, !isHangUp { supervisor.restart() } else { supervisor.stop() }
        }
        // A reader of the output that goes away is no reason to leave the children alone.
        signal(SIGPIPE, SIG_IGN)
    }

    private static var hasTerminal: Bool {
        let terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }
}
