import FoundationEssentials
import TenfoldCore
import TenfoldHTTP
import TenfoldTelemetry

extension FuzzTarget {
    /// A request target: what its query says can be written and read again.
    static let query = FuzzTarget(checking: "query") { bytes in
        // No other byte passes the parser.
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return }
        let request = Request(method: .get, target: String(decoding: bytes, as: UTF8.self))
        _ = request.path
        let items = request.queryItems
        let pairs = (request.query ?? "").utf8.split(separator: UInt8(ascii: "&")).count
        try BrokenPromise.unless(items.count == pairs, "\(items.count) items of \(pairs) pairs")
        // Bad escapes stand for themselves, so they are escaped in their turn.
        let written = items.map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
        let again = Request(method: .get, target: "/?" + written).queryItems
        try BrokenPromise.unless(again == items, "\(items) became \(again)")
    }

    /// A `Cookie` field: names are tokens, values cannot end a field, and what is read can be sent again.
    static let cookies = FuzzTarget(checking: "cookies") { bytes in
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        var fields = HTTPFields()
        for line in lines { fields.append("Cookie", String(decoding: line, as: UTF8.self)) }
        let cookies = Array(Request(method: .get, target: "/", fields: fields).cookies)
        try BrokenPromise.unless(cookies.count <= Cookies.countLimit, "\(cookies.count) cookies")
        for cookie in cookies {
            let isToken = !cookie.name.isEmpty && cookie.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            try BrokenPromise.unless(isToken && !cookie.name.contains(where: { "=;\",/".contains($0) }), "\(cookie)")
            try BrokenPromise.unless(
                cookie.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x3B && $0 != 0x7F || $0 == 9 }, "\(cookie)")
        }
        let sent: HTTPFields = ["cookie": cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")]
        let again = Array(Request(method: .get, target: "/", fields: sent).cookies)
        try BrokenPromise.unless(again == cookies, "\(cookies) became \(again)")
    }

    /// A name, a value, a path and a domain, a line each: what is written sets that cookie and nothing else.
    static let setCookie = FuzzTarget(checking: "set-cookie") { bytes in
        let parts = bytes.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        var cookie = SetCookie(parts[0], parts.count > 1 ? parts[1] : "", maxAge: .seconds(bytes.count - 8))
        if parts.count > 2 { cookie.path = parts[2] }
        if parts.count > 3 { cookie.domain = parts[3] }
        cookie.isSecure = bytes.count.isMultiple(of: 2)
        let written = cookie.fieldValue
        guard cookie.isValid else { return try BrokenPromise.unless(written == "\0", "\(cookie) was written") }
        try BrokenPromise.unless(written.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "\(written)")
        let expected = 4 + (cookie.domain == nil ? 0 : 1) + (cookie.isSecure ? 1 : 0)
        try BrokenPromise.unless(written.split(separator: "; ").count == expected + 1, "\(written)")
        let sent: HTTPFields = ["cookie": String(written.prefix { $0 != ";" })]
        let read = Request(method: .get, target: "/", fields: sent).cookies.map { [$0.name, $0.value] }
        try BrokenPromise.unless(read == [[cookie.name, cookie.value]], "\(cookie) was read as \(read)")
    }

    /// Single fields: what is taken is within bounds, and can be written and read again.
    static let fields = FuzzTarget(checking: "fields") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        if let trace = TraceContext(traceparent: text, tracestate: text) {
            let again = TraceContext(traceparent: trace.traceparent, tracestate: trace.tracestate)
            try BrokenPromise.unless(again == trace, "\(trace) became \(String(describing: again))")
        }
        if let date = RFC3339.parse(text) {
            let again = RFC3339.parse(RFC3339.format(date))
            try BrokenPromise.unless(again == date, "\(RFC3339.format(date)) of \(text) is not read as it was")
        }
        if let id = RequestID(text)?.description {
            try BrokenPromise.unless(id == text && id.utf8.allSatisfy { $0 > 0x2C && $0 < 0x7B }, "an id \(id)")
        }
    }

    /// Fields that a message's route reads. The first line is what is looked at, the second an entity tag of ours.
    static let conditions = FuzzTarget(checking: "conditions") { bytes in
        let lines = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let field = lines[0]
        if let token = BearerCredentials.token(in: field) {
            try BrokenPromise.unless(!token.isEmpty && !token.utf8.contains(0x20), "a token \(token)")
            let again = BearerCredentials.token(in: "bearer " + token)
            try BrokenPromise.unless(again == token, "\(token) became \(String(describing: again))")
        }
        if IdempotencyKeyField.isValid(field) {
            let isPlain = field.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && field.utf8.count <= 255
            try BrokenPromise.unless(isPlain && !field.isEmpty, "a key \(field)")
        }
        // Ours have digits alone, so that no other tag of a list can hold one.
        let tag = "\"" + (lines.last ?? "").filter { $0.isASCII && $0.isHexDigit } + "\""
        if EntityTagList.contains(tag, in: field) {
            try BrokenPromise.unless(
                field == "*" || field.unicodeScalars.contains(tag.unicodeScalars), "\(field) does not name \(tag)")
        }
        try BrokenPromise.unless(
            EntityTagList.contains(tag, in: "\(field), W/\(tag)"), "\(tag) is not found behind \(field)")
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }
}
