import Glibc

/// Sockets that listen on one address and that children inherit, so that a connection waits in a queue which outlives
/// every process that accepts from it (as systemd's socket activation does).
///
/// The kernel spreads connections evenly over all of them (`SO_REUSEPORT`): who inherits them has to accept from each.
package final class ListeningSockets: Sendable {
    private let descriptors: [FileDescriptor]
    /// The port, also where 0 was asked for.
    package let port: Int

    /// Their numbers; they are open as long as this object lives.
    package var numbers: [Int32] { descriptors.map(\.number) }

    /// - Parameters:
    ///   - host: a name or an address.
    ///   - port: 0 takes a free one.
    ///   - count: one for each event loop that is to accept, at least 1.
    ///   - backlog: how many connections wait in each queue. The kernel counts those it had no room for
    ///     (`ListenOverflows` in `/proc/net/netstat`).
    /// - Throws: `SystemCallError`, also where another process listens there.
    package init(host: String, port: Int, count: Int, backlog: Int32 = 1_024) throws {
        let place = "listening on \(host):\(port)"
        let address = try SocketAddress(host: host, port: port, place: place)
        // Sockets with `SO_REUSEPORT` would share the address silently with another of the same user: a plain one asks.
        if port != 0 { _ = try Self.bind(address, isShared: false, place) }
        var bound = address
        var descriptors: [FileDescriptor] = []
        for _ in 0..<max(1, count) {
            let socket = try Self.bind(bound, isShared: true, place)
            guard listen(socket.number, backlog) == 0 else { throw SystemCallError(place) }
            // The first decides the port that the others share.
            bound = try SocketAddress(boundTo: socket.number, place: place)
            descriptors.append(socket)
        }
        self.descriptors = descriptors
        self.port = bound.port
    }

    private static func bind(_ address: SocketAddress, isShared: Bool, _ place: String) throws -> FileDescriptor {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let number = socket(address.family, kind, 0)
        guard number >= 0 else { throw SystemCallError(place) }
        let descriptor = FileDescriptor(number)
        for option in isShared ? [SO_REUSEADDR, SO_REUSEPORT] : [SO_REUSEADDR] {
            var one: Int32 = 1
            guard setsockopt(number, SOL_SOCKET, option, &one, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
                throw SystemCallError(place)
            }
        }
        guard address.withPointer({ Glibc.bind(number, $0, $1) }) == 0 else { throw SystemCallError(place) }
        return descriptor
    }
}

/// An address as the kernel writes it.
private struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    var family: Int32 { Int32(storage.ss_family) }

    init(host: String, port: Int, place: String) throws {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV | AI_PASSIVE
        // Safe: the list is read before it is freed, and copied within both sizes.
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, "\(port)", &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0, let first = list?.pointee, let address = first.ai_addr else {
            throw SystemCallError("\(place) (no such host)", code: EADDRNOTAVAIL)
        }
        length = min(first.ai_addrlen, length)
        let source = UnsafeRawBufferPointer(start: address, count: Int(length))
        // Safe: as above.
        withUnsafeMutableBytes(of: &storage) { $0.copyMemory(from: source) }
    }

    init(boundTo socket: Int32, place: String) throws {
        var length = length
        // Safe: the pointer is used for the length of the call, and the size is told.
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
        }
        guard result == 0 else { throw SystemCallError(place) }
        self.length = length
    }

    var port: Int {
        // Both families have the port at the same place, in network order.
        // Safe: every storage is larger than this structure, which is plain bytes.
        withUnsafeBytes(of: storage) { Int(UInt16(bigEndian: $0.loadUnaligned(as: sockaddr_in.self).sin_port)) }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        // Safe: the pointer is used inside the closure only, and the size is told.
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
