import NIOCore
import TenfoldHTTP

/// A request's head as the gateway has it: read by its own parser.
struct RequestHead {
    let head: RequestHeadIndex
    let bytes: ByteBuffer

    /// - Parameter lines: the request line and the fields.
    init(_ lines: [String]) throws {
        let bytes = ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n")
        var reader = RequestReader(limits: HTTPLimits())
        guard case .head = try reader.next(bytes.readableBytesSpan) else { throw NoHead() }
        head = reader.head
        self.bytes = bytes
    }

    init(_ path: String = "/", _ fields: [String] = [], method: String = "GET", host: String = "a.test") throws {
        try self.init(["\(method) \(path) HTTP/1.1", "Host: \(host)"] + fields)
    }
}

/// A response's head as the gateway has it.
struct ResponseHead {
    let head: ResponseHeadIndex
    let bytes: ByteBuffer

    init(_ status: String = "200 OK", _ fields: [String] = []) throws {
        let bytes = ByteBuffer(string: (["HTTP/1.1 \(status)"] + fields).joined(separator: "\r\n") + "\r\n\r\n")
        var reader = ResponseReader(limits: HTTPLimits())
        reader.begin(toHead: false)
        guard case .head = try reader.next(bytes.readableBytesSpan) else { throw NoHead() }
        head = reader.head
        self.bytes = bytes
    }
}

struct NoHead: Error {}

extension ByteBuffer {
    var text: String { String(buffer: self) }
}
