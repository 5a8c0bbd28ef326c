/// Where a document is fetched from: an absolute http or https URL without user information (RFC 3986).
struct FetchURL: Hashable, Sendable {
    let isSecure: Bool
    /// A name, or an address without brackets.
    let host: String
    let port: Int
    /// As the `host` field says it.
    let authority: String
    /// Path and query.
    let target: String

    /// Nil for anything else. A fragment is for the reader alone, and refused as well.
    init?(_ text: String) {
        guard let scheme = text.firstRange(of: "://") else { return nil }
        switch text[..<scheme.lowerBound].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: return nil
        }
        let rest = text[scheme.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        authority = String(rest[..<end])
        let path = String(rest[end...])
        target = path.hasPrefix("/") ? path : "/" + path
        guard FieldSyntax.isAuthority(authority), FieldSyntax.isOriginForm(target),
            let (host, port) = Self.split(authority, defaultPort: isSecure ? 443 : 80)
        else { return nil }
        self.host = host
        self.port = port
    }

    private static func split(_ authority: String, defaultPort: Int) -> (String, Int)? {
        var host = authority[...]
        var port = defaultPort
        let isLiteral = host.hasPrefix("[")
        if let colon = host.lastIndex(of: ":"), !isLiteral || host[..<colon].hasSuffix("]") {
            guard let number = FieldSyntax.length(String(host[colon...].dropFirst())), 1...65_535 ~= number else {
                return nil
            }
            port = number
            host = host[..<colon]
        }
        if isLiteral {
            guard host.hasSuffix("]") else { return nil }
            host = host.dropFirst().dropLast()
        }
        guard !host.isEmpty, isLiteral || !host.contains(where: { "[]:".contains($0) }) else { return nil }
        return (String(host), port)
    }
}
