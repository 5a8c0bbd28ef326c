import NIOCore
import TenfoldCore

/// Writes a request's head, and a body that is small enough, in one reservation of the buffer.
enum RequestEncoder {
    /// Bodies up to here are copied behind their head; larger ones are sent from where they are.
    private static let inlineBodyBytes = 16 * 1024

    /// Appends the request to the buffer, or leaves it as it was. Returns a body that is not copied.
    static func encode(
        _ request: ClientRequest, hostLine: [UInt8], into buffer: inout ByteBuffer
    ) throws(HTTPClientError) -> ByteBuffer? {
        try check(target: request.target)
        let body = request.body
        let bodyBytes = body?.readableBytes ?? 0
        let isInline = bodyBytes <= inlineBodyBytes
        let lines = request.fields.lines
        // Method, version, length, the end.
        var bound = 64 + request.target.utf8.count + hostLine.count + (isInline ? bodyBytes : 0)
        for line in lines { bound += line.name.utf8.count + line.value.utf8.count + 4 }
        let start = buffer.writerIndex
        var invalid: String?
        // Holds: the cursor checks every write against the reserved range, and reports how far it came.
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { bytes in
            var cursor = ByteCursor(bytes)
            writeLine(request, &cursor)
            invalid = writeFields(lines, hostLine, &cursor)
            if body != nil || request.method.expectsBody {
                cursor.putLiteral("content-length: ")
                cursor.putDecimal(bodyBytes)
                cursor.putLiteral("\r\n")
            }
            cursor.putLiteral("\r\n")
            if let body, isInline { cursor.put(body) }
            return cursor.count
        }
        if let invalid {
            buffer.moveWriterIndex(to: start)
            throw .invalidRequest("the name or value of its field \"\(invalid)\" has a byte that no field may have")
        }
        return isInline ? nil : body
    }

    private static func check(target: String) throws(HTTPClientError) {
        let bytes = target.utf8.span.bytes
        let begins = bytes.byteCount > 0 && (bytes.byte(at: 0) == 0x2F || target == "*")
        guard begins, bytes.endOfQuery(from: 0, to: bytes.byteCount) == bytes.byteCount else {
            throw .invalidRequest("its target is to begin with a slash and to be visible ASCII without a fragment")
        }
    }

    @inline(__always)
    private static func writeLine(_ request: ClientRequest, _ cursor: inout ByteCursor) {
        switch request.method {
        case .get: cursor.putLiteral("GET ")
        case .post: cursor.putLiteral("POST ")
        default:
            cursor.put(request.method.rawValue)
            cursor.putLiteral(" ")
        }
        cursor.put(request.target)
        cursor.putLiteral(" HTTP/1.1\r\n")
    }

    /// Writes the fields that are not the client's own; returns the name of one that cannot be sent.
    @inline(__always)
    private static func writeFields(
        _ lines: [HTTPFields.Field], _ hostLine: [UInt8], _ cursor: inout ByteCursor
    ) -> String? {
        var hasHost = false
        for line in lines {
            if isClientsOwn(line.name) { continue }
            if line.name.isEqualIgnoringASCIICase(to: "host") {
                guard !hasHost else { return line.name }
                hasHost = true
            }
            guard cursor.putCheckedName(line.name) else { return line.name }
            cursor.putLiteral(": ")
            guard cursor.putCheckedValue(line.value) else { return line.name }
            cursor.putLiteral("\r\n")
        }
        if !hasHost { cursor.put(hostLine) }
        return nil
    }

    private static func isClientsOwn(_ name: String) -> Bool {
        switch name.utf8.count {
        case 2: name.isEqualIgnoringASCIICase(to: "te")
        case 6: name.isEqualIgnoringASCIICase(to: "expect")
        case 7: name.isEqualIgnoringASCIICase(to: "upgrade") || name.isEqualIgnoringASCIICase(to: "trailer")
        case 10: name.isEqualIgnoringASCIICase(to: "connection") || name.isEqualIgnoringASCIICase(to: "keep-alive")
        case 14: name.isEqualIgnoringASCIICase(to: "content-length")
        case 17: name.isEqualIgnoringASCIICase(to: "transfer-encoding")
        default: false
        }
    }
}

extension HTTPMethod {
    /// Says how long its body is even where there is none (RFC 9110, section 8.6).
    fileprivate var expectsBody: Bool { self == .post || self == .put || self == .patch }
}
