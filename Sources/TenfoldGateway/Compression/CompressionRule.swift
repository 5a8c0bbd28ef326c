/// Which answers of a route are compressed on their way to clients that take gzip.
package struct CompressionRule: Sendable, Hashable {
    /// Media types in lower case, without parameters; one `*` in each stands for anything.
    package var types = Self.usualTypes
    /// Bodies that are known to be shorter go as they are.
    package var minimumBytes = 1_024
    /// From 1, the fastest, to 9.
    package var level = 5

    /// Text of all kinds. What is compressed already, as images are, would only cost time.
    package static let usualTypes = [
        "text/*", "application/json", "application/javascript", "application/xml", "application/*+json",
        "application/*+xml", "image/svg+xml",
    ]

    package init() {}

    /// - Parameter type: as `Content-Type` says it.
    func takes(_ type: String) -> Bool {
        let type = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        return types.contains { Self.fits(type, $0) }
    }

    private static func fits(_ type: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return type == pattern }
        return type.utf8.count >= pattern.utf8.count - 1 && type.hasPrefix(parts[0]) && type.hasSuffix(parts[1])
    }
}
