import Glibc
import Synchronization

/// What signals mean to `up`: SIGINT and SIGTERM stop (twice: at once), SIGHUP is a rolling restart.
///
/// A terminal that is closed sends SIGHUP too; then the process has lost the terminal that it had, and stops.
///
/// The handlers write into a pipe (D. J. Bernstein's self-pipe). Dispatch's signal sources would not do: they are
/// installed a moment after `resume`, and what comes before that is lost, which under load was seen.
package final class SupervisorSignals: Sendable {
    private static let numbers = [SIGINT, SIGTERM, SIGHUP]
    /// Where the handlers write; -1 until there is a pipe. It is never closed: a signal may come at any time.
    private static let pipe = Atomic<Int32>(-1)

    /// From now on this process's signals go to the supervisor, for the rest of its life. To be called once.
    package init(_ supervisor: Supervisor) throws {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw SystemCallError("making a pipe for signals") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        Self.pipe.store(ends[1], ordering: .sequentiallyConsistent)
        let hadTerminal = Self.hasTerminal
        let reading = ends[0]
        try DetachedThread.start {
            Self.unblock()
            while let number = Self.next(from: reading) {
                let isHangUp = hadTerminal && !Self.hasTerminal
                if number == SIGHUP, !isHangUp { supervisor.restart() } else { supervisor.stop() }
            }
        }
        for number in Self.numbers { Self.catchSignal(number) }
        // A reader of the output that goes away is no reason to leave the children alone.
        signal(SIGPIPE, SIG_IGN)
    }

    private static func catchSignal(_ number: Int32) {
        var action = sigaction()
        action.sa_flags = SA_RESTART
        action.__sigaction_handler.sa_handler = { number in
            // Only what a handler may do: an atomic load and a write, with the interrupted code's error kept.
            let error = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(SupervisorSignals.pipe.load(ordering: .sequentiallyConsistent), &byte, 1)
            errno = error
        }
        sigaction(number, &action, nil)
    }

    /// Who started this process may have blocked them for it: one thread that takes them is enough.
    private static func unblock() {
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers { sigaddset(&set, number) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private static func next(from pipe: Int32) -> Int32? {
        var byte: UInt8 = 0
        while true {
            let count = read(pipe, &byte, 1)
            if count == 1 { return Int32(byte) }
            if count == 0 || errno != EINTR { return nil }
        }
    }

    private static var hasTerminal: Bool {
        let terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }
}
