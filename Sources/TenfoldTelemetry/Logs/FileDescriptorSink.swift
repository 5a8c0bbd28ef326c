import Glibc
import Metrics
import Synchronization

/// Writes each line to an open file with one `write(2)`, one at a time.
///
/// A line that the system will not take (a closed pipe, a full disk) is dropped and counted in
/// `tenfold_log_lines_dropped_total`; a reader that stalls is waited for, at most `patience` a line.
package final class FileDescriptorSink: LogSink {
    /// The process's standard error.
    package static let standardError = FileDescriptorSink(STDERR_FILENO)

    private let descriptor: Int32
    private let patienceMilliseconds: Int32
    private let turn = Mutex(())

    /// - Parameters:
    ///   - descriptor: an open file; stays open, and stays the caller's.
    ///   - patienceMilliseconds: the longest wait where the file is non-blocking and full.
    package init(_ descriptor: Int32, patienceMilliseconds: Int32 = 1_000) {
        self.descriptor = descriptor
        self.patienceMilliseconds = patienceMilliseconds
    }

    package func write(_ line: [UInt8]) {
        let isWritten = turn.withLock { _ in writeWhole(line) }
        if !isWritten { Counter(label: "tenfold_log_lines_dropped").increment() }
    }

    private func writeWhole(_ line: [UInt8]) -> Bool {
        // Safe: the pointer is used inside the closure only, within the buffer's bounds.
        line.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                if count > 0 {
                    written += count
                } else if errno == EAGAIN {
                    guard becomesWritable() else { return false }
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    private func becomesWritable() -> Bool {
        var question = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&question, 1, patienceMilliseconds) > 0 && question.revents & Int16(POLLOUT) != 0
    }
}
