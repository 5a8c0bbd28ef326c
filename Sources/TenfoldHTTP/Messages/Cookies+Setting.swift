public import TenfoldCore

/// A cookie that an answer sets (RFC 6265, section 4.1). By default it is for this host, for every path, until the
/// browser closes, sent over TLS only, hidden from scripts, and not sent with requests that other sites cause, except
/// when someone follows a link.
///
/// What could inject a field or an attribute is never written: an answer with a cookie that is not `isValid` becomes a
/// 500. To carry any text in a value, encode it first, for instance in base64url.
public struct SetCookie: Sendable, Hashable {
    /// Whether requests that other sites cause carry the cookie.
    public enum SameSite: String, Sendable, Hashable {
        /// Only requests from the site itself do.
        case strict = "Strict"
        /// Following a link from elsewhere does too.
        case lax = "Lax"
        /// All do; needs `isSecure`.
        case none = "None"
    }

    /// A token; case counts. Those that begin with `__Host-` or `__Secure-` must fulfil what the prefix promises.
    public var name: String
    /// Visible ASCII without quotes, comma, semicolon and backslash; may be empty.
    public var value: String
    /// The cookie is sent to this path and those below it.
    public var path = "/"
    /// The cookie is sent to this domain and those below it; nil: to this host alone.
    public var domain: String?
    /// How long browsers keep it, in whole seconds; zero or less: not at all, which deletes it. Nil: until they close.
    public var maxAge: Duration?
    /// Scripts do not see the cookie.
    public var isHTTPOnly = true
    /// The cookie goes over TLS only. Browsers treat loopback as if it were TLS.
    public var isSecure = true
    /// Whether requests that other sites cause carry it.
    public var sameSite = SameSite.lax

    /// A cookie with safe defaults.
    public init(_ name: String, _ value: String, maxAge: Duration? = nil) {
        self.name = name
        self.value = value
        self.maxAge = maxAge
    }

    /// Deletes a cookie: path and domain have to be those with which it was set.
    public static func deleting(_ name: String) -> SetCookie { SetCookie(name, "", maxAge: .zero) }

    /// Whether a browser takes it as it is meant: every part is of allowed bytes, name and value have 4,096 bytes at most
    /// and each attribute 1,024, the prefix of the name is kept to, and `SameSite=None` is secure.
    public var isValid: Bool {
        Cookies.isToken(name.utf8) && value.utf8.allSatisfy(Self.isValueByte)
            && name.utf8.count + value.utf8.count <= 4096
            && Self.isAttribute(path) && path.utf8.first == UInt8(ascii: "/")
            && domain.map(Self.isDomain) != false
            && (sameSite != .none || isSecure) && keepsPrefix
    }

    /// The value of a `Set-Cookie` field. One that is not `isValid` gives a text that no answer can carry.
    public var fieldValue: String {
        guard isValid else { return Self.unsendable }
        var text = "\(name)=\(value); Path=\(path)"
        if let domain { text += "; Domain=\(domain)" }
        if let maxAge { text += "; Max-Age=\(max(0, maxAge.components.seconds))" }
        if isSecure { text += "; Secure" }
        if isHTTPOnly { text += "; HttpOnly" }
        return text + "; SameSite=\(sameSite.rawValue)"
    }

    /// A control character: the encoder of answers refuses it, whatever way it takes there.
    private static let unsendable = "\u{0}"

    /// Browsers compare prefixes without regard to case (RFC 6265bis, section 4.1.3).
    private var keepsPrefix: Bool {
        let lowercased = name.lowercased()
        if lowercased.hasPrefix("__host-") { return isSecure && path == "/" && domain == nil }
        return !lowercased.hasPrefix("__secure-") || isSecure
    }

    /// cookie-octet
    private static func isValueByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\\"): false
        default: byte > 0x20 && byte < 0x7F
        }
    }

    private static func isAttribute(_ text: String) -> Bool {
        text.utf8.count <= 1024 && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ";") }
    }

    private static func isDomain(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 253 else { return false }
        let isLetterOrDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) }
        return isLetterOrDigit(first)
            && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }
}

extension HTTPFields {
    /// Adds a `Set-Cookie` field.
    public mutating func add(_ cookie: SetCookie) { append("Set-Cookie", cookie.fieldValue) }
}

extension AnswerHead {
    /// Adds a `Set-Cookie` field, in an answer that is `.custom`.
    public mutating func add(_ cookie: SetCookie) { add("Set-Cookie", cookie.fieldValue) }
}
