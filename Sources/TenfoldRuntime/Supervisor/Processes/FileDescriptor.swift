import Glibc

/// An open file that is closed with its last reference. It is not inherited by other processes.
final class FileDescriptor: Sendable {
    let number: Int32

    /// Takes over an open file.
    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// A pipe whose reading end does not block.
    static func pipe() throws -> (read: FileDescriptor, write: FileDescriptor) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw SystemCallError("making a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        setNonBlocking(ends[0])
        return (FileDescriptor(ends[0]), FileDescriptor(ends[1]))
    }

    /// Two connected local sockets, of which the first does not block.
    static func socketPair() throws -> (own: FileDescriptor, other: FileDescriptor) {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw SystemCallError("making a socket pair") }
        setNonBlocking(ends[0])
        return (FileDescriptor(ends[0]), FileDescriptor(ends[1]))
    }

    /// The same open file under a number of at least `lowest`.
    static func copy(of number: Int32, from lowest: Int32) throws -> FileDescriptor {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, lowest)
        guard copy >= 0 else { throw SystemCallError("copying the file descriptor \(number)") }
        return FileDescriptor(copy)
    }

    private static func setNonBlocking(_ number: Int32) {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    }

    enum Read {
        case bytes(Int)
        case nothingNow
        case end
    }

    /// Reads what is there, without waiting.
    func read(into buffer: inout [UInt8]) -> Read {
        while true {
            // Safe: the pointer is used for the length of the call, within the buffer's bounds.
            let count = buffer.withUnsafeMutableBytes { Glibc.read(number, $0.baseAddress, $0.count) }
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            if errno == EAGAIN { return .nothingNow }
            if errno != EINTR { return .end }
        }
    }
}
