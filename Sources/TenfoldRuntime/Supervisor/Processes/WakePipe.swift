import Glibc

/// Wakes a thread that waits in `poll(2)`.
final class WakePipe: Sendable {
    private let ends: (read: FileDescriptor, write: FileDescriptor)

    init() throws {
        ends = try FileDescriptor.pipe()
        // A full pipe is a woken thread: nobody waits to write into it.
        let flags = fcntl(ends.write.number, F_GETFL)
        _ = fcntl(ends.write.number, F_SETFL, flags | O_NONBLOCK)
    }

    /// What to wait on.
    var number: Int32 { ends.read.number }

    func wake() {
        var byte: UInt8 = 0
        _ = Glibc.write(ends.write.number, &byte, 1)
    }

    /// Takes back all wakes so far.
    func drain() {
        var buffer = [UInt8](repeating: 0, count: 64)
        while case .bytes = ends.read.read(into: &buffer) {}
    }
}
