import NIOCore
import TenfoldCore

/// How the end of a response is told (RFC 9112, section 6.3).
enum ResponseFraming: Equatable {
    /// By status or method there is no content, and no length to tell.
    case none
    case length(Int)
    case chunked
    /// By the end of the connection, for HTTP/1.0.
    case untilClose
}

/// What the `connection` field says, if anything.
enum ConnectionOption {
    case unsaid
    case close
    case keepAlive
    case upgrade
}

/// Writes a response head, and a body that is small enough, in one reservation of the buffer: each separate write would
/// pay uniqueness and exclusivity checks.
enum ResponseEncoder {
    /// A field name that is no token or a value with a control character; the buffer is left as it was.
    struct InvalidField: Error, CustomStringConvertible {
        let name: String
        var description: String {
            "The response field \"\(name)\" cannot be sent: its name or value has a byte no field may have."
        }
    }

    /// Returns how many bytes were written.
    @discardableResult
    static func encodeHead(
        _ response: Response, framing: ResponseFraming, connection: ConnectionOption, date: [UInt8],
        identified: RequestContent? = nil, inlineBody: ResponseBody.Storage = .empty, into buffer: inout ByteBuffer
    ) throws(InvalidField) -> Int {
        let bound = sizeBound(response, date: date, inlineBody: inlineBody)
        let start = buffer.writerIndex
        var invalid: String?
        // Holds: the cursor checks every write against the reserved range, and reports how far it came.
        let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { bytes in
            var cursor = ByteCursor(bytes)
            writeStatusLine(response.status, &cursor)
            if let type = response.fields.onlyContentType {
                cursor.putLiteral(type.line)
            } else {
                invalid = writeFields(response.fields, tellsIdentity: identified != nil, &cursor)
            }
            if let identified { writeIdentity(of: identified, &cursor) }
            writeFraming(framing, &cursor)
            writeConnection(connection, &cursor)
            cursor.put(date)
            cursor.putLiteral("\r\n")
            writeBody(inlineBody, &cursor)
            return cursor.count
        }
        if let invalid {
            buffer.moveWriterIndex(to: start)
            throw InvalidField(name: invalid)
        }
        return count
    }

    /// Both fields of an identity, with the longest id.
    private static let identityBound = 160

    private static func sizeBound(_ response: Response, date: [UInt8], inlineBody: ResponseBody.Storage) -> Int {
        // Status line without its phrase, framing, connection, the end.
        var bound = 128 + identityBound + date.count + response.status.reason.utf8.count
        if let type = response.fields.onlyContentType {
            bound += type.line.utf8CodeUnitCount
        } else {
            for line in response.fields.lines { bound += line.name.utf8.count + line.value.utf8.count + 4 }
        }
        switch inlineBody {
        case .buffer(let buffer): bound += buffer.readableBytes
        case .text(let text): bound += text.utf8.count
        case .empty, .stream, .upgrade: break
        }
        return bound
    }

    @inline(__always)
    private static func writeStatusLine(_ status: HTTPStatus, _ cursor: inout ByteCursor) {
        if status == .ok { return cursor.putLiteral("HTTP/1.1 200 OK\r\n") }
        cursor.putLiteral("HTTP/1.1 ")
        cursor.putDecimal(status.code)
        cursor.putLiteral(" ")
        cursor.put(status.reason)
        cursor.putLiteral("\r\n")
    }

    /// Writes the fields that are not the server's own; returns the name of one that cannot be sent.
    @inline(__always)
    private static func writeFields(
        _ fields: HTTPFields, tellsIdentity: Bool, _ cursor: inout ByteCursor
    ) -> String? {
        for line in fields.lines {
            if isServersOwn(line.name) || tellsIdentity && isOfIdentity(line.name) { continue }
            guard !line.name.isEmpty, cursor.putChecked(line.name, ASCII.isTokenByte) else { return line.name }
            cursor.putLiteral(": ")
            guard cursor.putCheckedValue(line.value) else { return line.name }
            cursor.putLiteral("\r\n")
        }
        return nil
    }

    private static func isServersOwn(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4: name.isEqualIgnoringASCIICase(to: "date")
        case 10: name.isEqualIgnoringASCIICase(to: "connection") || name.isEqualIgnoringASCIICase(to: "keep-alive")
        case 14: name.isEqualIgnoringASCIICase(to: "content-length")
        case 17: name.isEqualIgnoringASCIICase(to: "transfer-encoding")
        default: false
        }
    }

    private static func isOfIdentity(_ name: String) -> Bool {
        switch name.utf8.count {
        case 12: name.isEqualIgnoringASCIICase(to: "x-request-id")
        case 13: name.isEqualIgnoringASCIICase(to: "traceresponse")
        default: false
        }
    }

    @inline(__always)
    private static func writeIdentity(of request: RequestContent, _ cursor: inout ByteCursor) {
        cursor.putLiteral("x-request-id: ")
        if let words = request.requestID.words {
            cursor.putHexadecimal(words.high)
            cursor.putHexadecimal(words.low)
        } else {
            cursor.put(request.requestID.description)
        }
        cursor.putLiteral("\r\ntraceresponse: 00-")
        cursor.putHexadecimal(request.trace.traceIDHigh)
        cursor.putHexadecimal(request.trace.traceIDLow)
        cursor.putLiteral("-")
        cursor.putHexadecimal(request.trace.spanID)
        if request.trace.isSampled { cursor.putLiteral("-01\r\n") } else { cursor.putLiteral("-00\r\n") }
    }

    @inline(__always)
    private static func writeFraming(_ framing: ResponseFraming, _ cursor: inout ByteCursor) {
        switch framing {
        case .none, .untilClose: break
        case .length(let length):
            cursor.putLiteral("content-length: ")
            cursor.putDecimal(length)
            cursor.putLiteral("\r\n")
        case .chunked: cursor.putLiteral("transfer-encoding: chunked\r\n")
        }
    }

    @inline(__always)
    private static func writeConnection(_ connection: ConnectionOption, _ cursor: inout ByteCursor) {
        switch connection {
        case .unsaid: break
        case .close: cursor.putLiteral("connection: close\r\n")
        case .keepAlive: cursor.putLiteral("connection: keep-alive\r\n")
        case .upgrade: cursor.putLiteral("connection: upgrade\r\n")
        }
    }

    @inline(__always)
    private static func writeBody(_ body: ResponseBody.Storage, _ cursor: inout ByteCursor) {
        switch body {
        case .buffer(let buffer): cursor.put(buffer)
        case .text(let text): cursor.put(text)
        case .empty, .stream, .upgrade: break
        }
    }
}
