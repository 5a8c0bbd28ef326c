import Glibc
import NIOCore

/// Finds out whether an address is taken. Sockets with `SO_REUSEPORT` would share it silently with another server of
/// the same user, so a plain socket has to ask first. It only binds: it never listens, so it takes nobody's connection.
enum AddressProbe {
    /// The error that binding gives, if any.
    static func bindError(_ address: SocketAddress) -> Int32? {
        let family = address.protocol == .inet6 ? AF_INET6 : AF_INET
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        let result = address.withSockAddr { pointer, size in
            bind(descriptor, pointer, socklen_t(size))
        }
        return result == 0 ? nil : errno
    }
}
