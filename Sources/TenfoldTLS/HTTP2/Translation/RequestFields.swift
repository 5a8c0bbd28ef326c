import NIOCore
import NIOHPACK

/// The fields of a request's HEADERS, checked (RFC 9113, sections 8.2 and 8.3), and in the form of HTTP/1.1.
struct RequestFields {
    private(set) var method = ""
    private(set) var path = ""
    private(set) var authority = ""
    private(set) var contentLength: Int?
    /// The field lines that HTTP/1.1 gets as they came: not those that it has in another place, or in another form.
    private(set) var lines = ByteBuffer()
    private(set) var cookie: String?

    private var pseudo = PseudoFields()
    private var host: String?
    private var hasRegularField = false

    private struct PseudoFields {
        var method: String?
        var scheme: String?
        var authority: String?
        var path: String?
    }

    init(_ headers: HPACKHeaders) throws(MalformedRequest) {
        for (name, value, _) in headers {
            if name.utf8.first == UInt8(ascii: ":") {
                guard !hasRegularField else { throw .latePseudoField }
                try takePseudoField(name, value)
            } else {
                hasRegularField = true
                try takeField(name, value)
            }
        }
        method = try checkedMethod()
        try checkScheme()
        path = try checkedPath()
        authority = try checkedAuthority()
    }

    private mutating func takePseudoField(_ name: String, _ value: String) throws(MalformedRequest) {
        switch name {
        case ":method": try Self.set(&pseudo.method, name, value)
        case ":scheme": try Self.set(&pseudo.scheme, name, value)
        case ":authority": try Self.set(&pseudo.authority, name, value)
        case ":path": try Self.set(&pseudo.path, name, value)
        default: throw .unknownPseudoField
        }
    }

    private static func set(_ field: inout String?, _ name: String, _ value: String) throws(MalformedRequest) {
        guard field == nil else { throw .repeated(name) }
        field = value
    }

    private mutating func takeField(_ name: String, _ value: String) throws(MalformedRequest) {
        try Self.check(name, value)
        switch name {
        case "host":
            guard host == nil else { throw .repeated(name) }
            host = value
        case "content-length":
            guard contentLength == nil else { throw .repeated(name) }
            guard let length = FieldSyntax.length(value) else { throw .contentLength }
            contentLength = length
        case "te":
            // Of this connection alone: it goes no further.
            guard value == "trailers" else { throw .connectionField(name) }
        case "cookie":
            // Crumbs become one field again (RFC 9113, section 8.2.3).
            cookie = cookie.map { "\($0); \(value)" } ?? value
        default: lines.writeFieldLine(name, value)
        }
    }

    /// What holds for every field, of the head as of the trailers.
    static func check(_ name: String, _ value: String) throws(MalformedRequest) {
        guard FieldSyntax.isName(name) else { throw .name }
        guard FieldSyntax.isValue(value) else { throw .value }
        switch name {
        case "connection", "transfer-encoding", "keep-alive", "proxy-connection", "upgrade":
            throw .connectionField(name)
        default: break
        }
    }

    // MARK: Pseudo-fields

    /// CONNECT asks for a tunnel, and there is none.
    private func checkedMethod() throws(MalformedRequest) -> String {
        guard let method = pseudo.method else { throw .missing(":method") }
        guard FieldSyntax.isToken(method), method != "CONNECT" else { throw .method }
        return method
    }

    private func checkScheme() throws(MalformedRequest) {
        guard let scheme = pseudo.scheme else { throw .missing(":scheme") }
        guard scheme == "https" else { throw .scheme }
    }

    private func checkedPath() throws(MalformedRequest) -> String {
        guard let path = pseudo.path else { throw .missing(":path") }
        guard FieldSyntax.isOriginForm(path) || path == "*" && method == "OPTIONS" else { throw .path }
        return path
    }

    private func checkedAuthority() throws(MalformedRequest) -> String {
        guard let authority = pseudo.authority ?? host else { throw .missing(":authority") }
        guard FieldSyntax.isAuthority(authority) else { throw .authority }
        if let host, !FieldSyntax.isEqualIgnoringCase(host, authority) { throw .otherHost }
        return authority
    }
}

extension ByteBuffer {
    mutating func writeFieldLine(_ name: String, _ value: String) {
        writeString(name)
        writeStaticString(": ")
        writeString(value)
        writeStaticString("\r\n")
    }
}
