import NIOCore

/// The connections in HTTP/2 of one loop. There are no more of them than the listener lets in.
// Unchecked: every variable is touched only on the loop.
final class TransportLoop: @unchecked Sendable {
    private(set) var isDraining = false
    private var connections: [ObjectIdentifier: HTTP2Connection] = [:]

    func add(_ connection: HTTP2Connection) { connections[ObjectIdentifier(connection)] = connection }

    func remove(_ connection: HTTP2Connection) { connections[ObjectIdentifier(connection)] = nil }

    /// Those that come later, too.
    func drain() {
        isDraining = true
        for connection in Array(connections.values) { connection.drain() }
    }
}
