package import NIOCore

/// What lies between a listening socket and HTTP/1.1's bytes: nothing, or TLS with HTTP/2 behind it.
package protocol ClientTransport: Sendable {
    /// Prepares a channel that was accepted, on its loop.
    ///
    /// - Parameter addHandler: puts the handler of HTTP/1.1's bytes at the end of a channel: of the connection itself, or of
    ///   each of its streams.
    func configure(
        _ channel: any Channel, addHandler: @escaping @Sendable (any Channel, ClientProtocol) throws -> Void) throws

    /// The loop's connections take no more requests; those under way end.
    func drain(on loop: any EventLoop)
}

/// What a client speaks, seen from the handler of bytes.
package enum ClientProtocol: Sendable {
    /// The handler has the connection.
    case http1
    /// The handler has one stream of a connection with many, for a single request.
    case http2
}
