import Glibc
import Synchronization

/// Signals as calls on a thread of their own.
///
/// The handlers write into a pipe (D. J. Bernstein's self-pipe). Dispatch's signal sources would not do: one is installed
/// a moment after its `resume`, and a signal that comes before is ignored, which was seen under load.
enum CaughtSignals {
    /// Where the handlers write; -1 until there is a pipe. It is never closed: a signal may come at any time.
    private static let pipe = Atomic<Int32>(-1)

    /// From now on, for the rest of the process's life, these signals are calls of `body`, one at a time. Once a process.
    static func handle(_ numbers: [Int32], _ body: @escaping @Sendable (Int32) -> Void) throws {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw SystemCallError("making a pipe for signals") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        pipe.store(ends[1], ordering: .sequentiallyConsistent)
        let reading = ends[0]
        try DetachedThread.start {
            unblock(numbers)
            while let number = next(from: reading) { body(number) }
        }
        for number in numbers { install(number) }
    }

    private static func install(_ number: Int32) {
        var action = sigaction()
        action.sa_flags = SA_RESTART
        action.__sigaction_handler.sa_handler = { number in
            // Only what a handler may do: an atomic load and a write, with the interrupted code's error kept.
            let error = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(CaughtSignals.pipe.load(ordering: .sequentiallyConsistent), &byte, 1)
            errno = error
        }
        sigaction(number, &action, nil)
    }

    /// Who started this process may have blocked them for it: one thread that takes them is enough.
    private static func unblock(_ numbers: [Int32]) {
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
}
