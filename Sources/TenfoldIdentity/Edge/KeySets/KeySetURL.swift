/// Whether keys may be fetched from a URL.
enum KeySetURL {
    private static let ownHosts = ["localhost", "127.0.0.1", "[::1]"]

    /// What is wrong, as a clause; nil where nothing is.
    static func fault(_ url: String, plainHTTP: Bool) -> String? {
        guard url.utf8.count <= 2048, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            return "its URL must have at most 2048 visible ASCII characters"
        }
        if url.hasPrefix("https://") { return host(url.dropFirst(8)).isEmpty ? "its URL has no host" : nil }
        guard url.hasPrefix("http://") else { return "its URL must begin with https://" }
        let host = Self.host(url.dropFirst(7))
        if host.isEmpty { return "its URL has no host" }
        return plainHTTP || ownHosts.contains(String(host))
            ? nil : "keys that come over plain HTTP can be anybody's: use https, or allow it explicitly"
    }

    /// Without user information, which is not taken for a host.
    private static func host(_ rest: Substring) -> Substring {
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { return "" }
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return authority[...end] }
        return authority.prefix { $0 != ":" }
    }
}
