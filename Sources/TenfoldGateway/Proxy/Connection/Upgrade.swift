import NIOCore
import TenfoldCore
import TenfoldHTTP

/// A client's wish to go on in another protocol over the same connection. Only WebSocket (RFC 6455) is passed on: behind
/// `h2c` requests could hide that no rule of the gateway would see.
struct Upgrade {
    /// What the request says of it, with line ends.
    static let lines = Array("connection: upgrade\r\nupgrade: websocket\r\n".utf8)

    var lines: [UInt8] { Self.lines }

    /// Nil for a request that asks for nothing, or for what is not passed on: it goes on without the wish.
    init?(_ head: RequestHeadIndex, _ bytes: ByteBuffer) {
        guard head.flags.contains(.upgrade), head.method == .get, !head.hasBody,
            let value = head.value(of: .upgrade, in: bytes), bytes.text(value).lowercased() == "websocket"
        else { return nil }
    }

    /// Whether the server agrees to what was asked for.
    static func isGranted(by head: ResponseHeadIndex, _ bytes: ByteBuffer) -> Bool {
        guard let value = head.value(of: .upgrade, in: bytes) else { return false }
        return bytes.text(value).lowercased() == "websocket"
    }
}

extension FieldName {
    fileprivate static let upgrade = FieldName("upgrade")
}
