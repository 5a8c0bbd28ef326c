/// Takes a request target apart (RFC 9112, section 3.2): origin form, and absolute form for clients that think we are a
/// proxy.
enum RequestTarget {
    static func path(of target: String) -> String {
        let bytes = target.utf8.span
        guard let range = pathRange(in: bytes) else { return target }
        return String(target.utf8.dropFirst(range.lowerBound).prefix(range.count)) ?? target
    }

    static func query(of target: String) -> String? {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        return String(target[target.index(after: mark)...])
    }

    /// Where the path lies, or nil if the target is neither origin form nor absolute form or has bytes that no URI has.
    static func pathRange(in target: Span<UInt8>) -> Range<Int>? {
        guard target.count > 0, hasOnlyTargetBytes(target) else { return nil }
        let start = target[0] == UInt8(ascii: "/") ? 0 : pathStartOfAbsoluteForm(target)
        guard let start else { return nil }
        var end = start
        while end < target.count, target[end] != UInt8(ascii: "?") { end += 1 }
        return start..<end
    }

    private static func hasOnlyTargetBytes(_ target: Span<UInt8>) -> Bool {
        for index in target.indices {
            let byte = target[index]
            if byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "#") { return false }
        }
        return true
    }

    private static func pathStartOfAbsoluteForm(_ target: Span<UInt8>) -> Int? {
        var index = 0
        for scheme in ["http://", "https://"] where starts(target, with: scheme) { index = scheme.utf8.count }
        guard index > 0 else { return nil }
        while index < target.count, target[index] != UInt8(ascii: "/") {
            if target[index] == UInt8(ascii: "?") { return nil }
            index += 1
        }
        return index < target.count ? index : nil
    }

    private static func starts(_ target: Span<UInt8>, with prefix: String) -> Bool {
        let wanted = prefix.utf8.span
        guard target.count >= wanted.count else { return false }
        for index in wanted.indices where ASCII.lowercased(target[index]) != wanted[index] { return false }
        return true
    }
}
