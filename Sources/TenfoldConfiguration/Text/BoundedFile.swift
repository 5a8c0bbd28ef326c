import Glibc

/// Reads a small file whole, never more of it than is asked for.
package enum BoundedFile {
    package enum Fault: Error, Equatable, CustomStringConvertible {
        case missing
        case unreadable(String)
        case tooLarge(most: Int)

        package var description: String {
            switch self {
            case .missing: "does not exist"
            case .unreadable(let reason): "cannot be read: \(reason)"
            case .tooLarge(let most): "is larger than \(most) bytes"
            }
        }
    }

    package static func read(_ path: String, most: Int) throws(Fault) -> [UInt8] {
        // Without O_NONBLOCK a named pipe that nobody writes to would hold the start for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw errno == ENOENT ? .missing : .unreadable(reason()) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            // Safe: the pointer is used for this call only, with its own count.
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(reason()) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= most else { throw .tooLarge(most: most) }
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
