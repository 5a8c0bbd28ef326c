import NIOCore
import NIOHTTP1
import TenfoldCore

/// What the decoder makes of the bytes of a connection. The rest of the server knows only this.
enum RequestPart {
    case head(RequestHead)
    case body(ByteBuffer)
    case end
    /// The bytes are no request; nothing follows.
    case invalid(HTTPRefusal)
    /// The client closed its side in the middle of a request; nothing follows.
    case cutShort
}

/// A request's head as it was sent, not yet judged.
struct RequestHead {
    /// Nil for a method that the framework does not route.
    var method: TenfoldCore.HTTPMethod?
    var methodName: String
    var target: String
    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    var minorVersion: Int
    var fields: HTTPFields
}

extension RequestPart {
    init(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): self = .head(RequestHead(head))
        case .body(let buffer): self = .body(buffer)
        case .end: self = .end
        }
    }
}

extension RequestHead {
    init(_ head: HTTPRequestHead) {
        let name = head.method.rawValue
        self.init(
            method: TenfoldCore.HTTPMethod(rawValue: name), methodName: name, target: head.uri,
            minorVersion: head.version.minor,
            fields: HTTPFields(lines: head.headers.map { HTTPFields.Field(name: $0.name, value: $0.value) }))
    }
}
