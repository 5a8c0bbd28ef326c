/// The cookies that a client sent (RFC 6265, sections 4.2 and 5.4), as name and value in the order in which they came.
///
/// A value is exactly what a `SetCookie` gave out: no escapes are decoded and quotes belong to it. As all browsers do,
/// spaces, commas, quotes, backslashes and letters beyond ASCII are taken in a value; controls are not. Dropped, one by
/// one: a pair without `=`, with no name, or with a name that is no token. (Nobody can so dress a nameless cookie
/// up as one of another name.) After 200 pairs the rest is not read; the head that carries them is bounded anyway.
public struct Cookies: Sendable, Hashable {
    /// One pair.
    public struct Cookie: Sendable, Hashable {
        /// The name; case counts.
        public let name: String
        /// The value, without the white space around it.
        public let value: String
    }

    /// How many pairs of one request are looked at.
    public static let countLimit = 200

    private let pairs: [Cookie]

    init(fieldValues: some Sequence<String>) {
        var pairs: [Cookie] = []
        var room = Self.countLimit
        for value in fieldValues {
            let parts = value.utf8.split(separator: UInt8(ascii: ";"), maxSplits: room)
            for part in parts.prefix(room) {
                if let cookie = Self.cookie(part) { pairs.append(cookie) }
            }
            room = room > parts.count ? room - parts.count : 0
        }
        self.pairs = pairs
    }

    /// The value of the first cookie of that name: browsers send that of the longest path first.
    public subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// All values of that name. Two are there when a parent domain or another path has set one too.
    public func values(of name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    private static func cookie(_ part: Substring.UTF8View) -> Cookie? {
        guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = trimmed(part[..<equals])
        let value = trimmed(part[part.index(after: equals)...])
        guard isToken(name), value.allSatisfy(ASCII.isValueByte) else { return nil }
        return Cookie(name: String(Substring(name)), value: String(Substring(value)))
    }

    static func isToken(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(ASCII.isTokenByte)
    }

    private static func trimmed(_ bytes: Substring.UTF8View) -> Substring.UTF8View {
        var rest = bytes.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

extension Cookies: Sequence {
    /// Walks the cookies in their order.
    public func makeIterator() -> IndexingIterator<[Cookie]> { pairs.makeIterator() }
}

extension Request {
    /// The cookies of the request. They are parsed at each call: keep them where you need several.
    public var cookies: Cookies { Cookies(fieldValues: fields.values(of: "cookie")) }
}
