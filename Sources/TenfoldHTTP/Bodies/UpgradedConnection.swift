/// A connection on which HTTP has ended (RFC 9110, section 7.8): bytes of another protocol, in both directions.
public struct UpgradedConnection: Sendable {
    /// What the client sends, piece by piece, until it closes its side. The client is held back while nobody asks.
    public let inbound: RequestBody
    /// Where to write; each write is sent at once, and suspends while the client is slower.
    public let outbound: ResponseWriter
}

extension Response {
    /// Goes on with another protocol on this connection, such as `websocket`, if the client asked for one; answers 426
    /// with the protocol's name if it did not.
    ///
    /// - Parameters:
    ///   - name: the protocol, as the `Upgrade` field of the 101 names it.
    ///   - fields: further fields of the 101.
    ///   - run: speaks the protocol. When it returns, what it has written is sent and the connection closes; when it
    ///     throws, the connection is cut. No time limit applies, and a shutdown cuts it after its grace period.
    public static func upgrade(
        to name: String, fields: HTTPFields = [:],
        _ run: @escaping @Sendable (UpgradedConnection) async throws -> Void
    ) -> Response {
        var fields = fields
        fields["upgrade"] = name
        return Response(status: 101, fields: fields, body: ResponseBody(storage: .upgrade(run)))
    }
}
