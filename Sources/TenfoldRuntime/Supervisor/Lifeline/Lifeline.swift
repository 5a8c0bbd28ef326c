import Glibc
import Synchronization

/// A child's connection to the `up` that started it: it says that it lives, and learns when `up` is gone.
///
/// A thread that does nothing else beats every 250 ms. When `up` is gone, however it died, `onEnd` is called once, on
/// that thread, so that the process drains and exits; where it does not, it is ended after `patience`, for an orphan
/// would hold ports and databases.
package final class Lifeline: Sendable {
    private struct Outbox {
        /// What the socket had no room for yet.
        var bytes: [UInt8] = []
    }

    private static let period: Int32 = 250
    /// Exit code of an orphan that did not end by itself: `EX_SOFTWARE` of `sysexits.h`.
    private static let orphanCode: Int32 = 70

    private let socket: FileDescriptor
    private let outbox = Mutex(Outbox())
    private let patience: Duration
    private let onEnd: @Sendable () -> Void

    /// Opens the lifeline that the environment names and begins to beat. Nil where there is none: the process was
    /// started by hand, or by an orchestrator. To be called once, early: `up` waits 30 s for the first beat.
    package static func open(
        environment: [String: String], patience: Duration = .seconds(25), onEnd: @escaping @Sendable () -> Void
    ) throws -> Lifeline? {
        guard let text = environment[ChildEnvironment.lifeline] else { return nil }
        guard let number = Int32(text), fcntl(number, F_GETFD) >= 0 else {
            throw SystemCallError("opening the lifeline of \(ChildEnvironment.lifeline)=\(text)", code: EBADF)
        }
        // What this process starts is not the supervisor's child.
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        let lifeline = Lifeline(FileDescriptor(number), patience, onEnd)
        try DetachedThread.start { lifeline.run() }
        return lifeline
    }

    private init(_ socket: FileDescriptor, _ patience: Duration, _ onEnd: @escaping @Sendable () -> Void) {
        self.socket = socket
        self.patience = patience
        self.onEnd = onEnd
    }

    /// The process serves; its health and metrics are at this address, as `host:port`.
    package func ready(adminAddress: String?) { say(.ready(adminAddress: adminAddress)) }

    /// The process takes no new work.
    package func draining() { say(.draining) }

    private func say(_ message: LifelineMessage) {
        outbox.withLock { outbox in
            outbox.bytes += Array(message.line.utf8)
            flush(&outbox)
        }
    }

    /// A beat waits for nobody: where `up` does not read, one that is on its way is enough.
    private func beat() {
        outbox.withLock { outbox in
            if outbox.bytes.isEmpty { outbox.bytes = Array(LifelineMessage.beat.line.utf8) }
            flush(&outbox)
        }
    }

    private func flush(_ outbox: inout Outbox) {
        while !outbox.bytes.isEmpty {
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
            // Safe: the pointer is used for the length of the call, within the array's bounds.
            let count = outbox.bytes.withUnsafeBytes { send(socket.number, $0.baseAddress, $0.count, flags) }
            if count > 0 {
                outbox.bytes.removeFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }

    private func run() {
        beat()
        while !hasEnded() { beat() }
        let end = MonotonicTime.now() + patience
        onEnd()
        // Waits without a sleep that a signal could cut short.
        while MonotonicTime.now() < end { poll(nil, 0, Self.period) }
        _exit(Self.orphanCode)
    }

    /// Waits for the other end to close, for one period.
    private func hasEnded() -> Bool {
        var question = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
        guard poll(&question, 1, Self.period) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 64)
        // Safe: the pointer is used for the length of the call, within the buffer's bounds.
        let count = buffer.withUnsafeMutableBytes { recv(socket.number, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
        return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
    }
}
