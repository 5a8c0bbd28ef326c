/// An http or https URI in the form in which keys have it (RFC 3986; RFC 9110, section 4.2.3), and references that are
/// resolved against it.
struct ResourceURI: Sendable, Hashable {
    var scheme: HTTPScheme
    /// In lower case, without a port that the scheme means anyway.
    var host: [UInt8]
    /// Path and query; begins with a slash.
    var target: [UInt8]

    init(scheme: HTTPScheme, host: [UInt8], target: [UInt8]) {
        self.scheme = scheme
        self.host = host
        self.target = target
    }

    /// Nil for anything but an absolute http or https URI without user information.
    init?(_ text: [UInt8]) {
        let reference = Self.withoutFragment(text[...])
        guard Self.isVisible(reference), let scheme = Self.scheme(of: reference) else { return nil }
        let rest = reference.dropFirst(scheme == .https ? 6 : 5)
        guard rest.starts(with: "//".utf8) else { return nil }
        self.init(scheme, behindSlashes: rest.dropFirst(2))
    }

    /// An authority, and what follows it.
    private init?(_ scheme: HTTPScheme, behindSlashes rest: ArraySlice<UInt8>) {
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let authority = rest[..<end].map { ByteText.lowercased($0) }
        guard !authority.isEmpty, !authority.contains(UInt8(ascii: "@")) else { return nil }
        let host = scheme.withoutDefaultPort(0..<authority.count, in: authority.span)
        self.init(scheme: scheme, host: Array(authority[host]), target: Self.target(rest[end...]))
    }

    /// The reference as a URI of its own (RFC 3986, section 5.2); nil for one that cannot be read.
    func resolving(_ text: [UInt8]) -> ResourceURI? {
        let reference = Self.withoutFragment(text[...])
        guard Self.isVisible(reference) else { return nil }
        if Self.hasScheme(reference) { return ResourceURI(Array(reference)) }
        if reference.starts(with: "//".utf8) { return ResourceURI(scheme, behindSlashes: reference.dropFirst(2)) }
        var resolved = self
        if reference.first == UInt8(ascii: "/") {
            resolved.target = Self.target(reference)
        } else if reference.first == UInt8(ascii: "?") {
            resolved.target = path + reference
        } else if !reference.isEmpty {
            let folder = path.lastIndex(of: UInt8(ascii: "/")).map { path[...$0] } ?? [UInt8(ascii: "/")]
            resolved.target = Self.target(folder + reference)
        }
        return resolved
    }

    func hasSameOrigin(as other: ResourceURI) -> Bool { scheme == other.scheme && host == other.host }

    private var path: [UInt8] { Array(target.prefix { $0 != UInt8(ascii: "?") }) }

    private static func withoutFragment(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.prefix { $0 != UInt8(ascii: "#") }
    }

    private static func isVisible(_ text: ArraySlice<UInt8>) -> Bool { text.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

    private static func scheme(of text: ArraySlice<UInt8>) -> HTTPScheme? {
        let start = text.prefix(6).map { ByteText.lowercased($0) }
        if start.starts(with: "https:".utf8) { return .https }
        return start.starts(with: "http:".utf8) ? .http : nil
    }

    /// A colon before anything that ends a first segment.
    private static func hasScheme(_ text: ArraySlice<UInt8>) -> Bool {
        let stops: [UInt8] = [UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "?")]
        return text.first { stops.contains($0) } == UInt8(ascii: ":")
    }

    /// A path without dot segments (RFC 3986, section 5.2.4), with the query as it is.
    private static func target(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let path = text.prefix { $0 != UInt8(ascii: "?") }
        var segments: [ArraySlice<UInt8>] = []
        let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            if part.elementsEqual("..".utf8) { _ = segments.popLast() }
            if part.elementsEqual("..".utf8) || part.elementsEqual(".".utf8) {
                if isLast { segments.append([]) }
            } else {
                segments.append(part)
            }
        }
        return [UInt8(ascii: "/")] + segments.joined(separator: [UInt8(ascii: "/")]) + text[path.endIndex...]
    }
}
