import TenfoldCore
import TenfoldHTTP

extension FuzzTarget {
    /// A path: the router finds what a plain comparison with every pattern finds.
    static let router = FuzzTarget(checking: "router") { bytes in
        let path = String(decoding: bytes, as: UTF8.self)
        for method in HTTPMethod.allCases { try RouterCheck(method, path).run() }
    }
}

private struct RouterCheck {
    static let patterns: [(method: HTTPMethod, pattern: String)] = [
        (.get, "/"), (.get, "/a"), (.get, "/a/"), (.post, "/a"), (.get, "/a/:x"), (.get, "/a/:x/b"), (.get, "/a/b/:x"),
        (.get, "/:x/b/c"), (.delete, "/:x/:y"), (.put, "/:x"), (.get, "/\u{e9}"), (.head, "/a/:x/c"),
    ]
    // Only literals above: a pattern that does not parse shows at the first input.
    static let router = try? Router<String>(
        patterns.map { ($0.method, $0.pattern, "\($0.method.rawValue) \($0.pattern)") })

    let method: HTTPMethod
    let path: String
    let segments: [Substring]

    init(_ method: HTTPMethod, _ path: String) {
        self.method = method
        self.path = path
        // By scalars: a character could be a slash with a mark above it.
        segments = path.unicodeScalars.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .map { Substring($0) }
    }

    func run() throws {
        guard let router = Self.router else { throw BrokenPromise(what: "the patterns are no router") }
        switch router.match(method, path: path) {
        case .found(let endpoint, let parameters): try checkFound(endpoint, parameters)
        case .notFound: try BrokenPromise.unless(best(method) == nil, "\(path) was not found by \(method)")
        case .methodNotAllowed(let allowed):
            try BrokenPromise.unless(best(method) == nil, "\(method) of \(path) was not allowed")
            // A value that cannot be read is found out only once a route is.
            try BrokenPromise.unless(
                segments.contains { Self.decoded($0) == nil } || allowed.methods.allSatisfy { best($0) != nil },
                "\(path) does not take all of \(allowed.methods)")
        case .malformed:
            try BrokenPromise.unless(segments.contains { Self.decoded($0) == nil }, "\(path) is well-formed")
        }
    }

    private func checkFound(_ endpoint: String, _ parameters: PathParameters) throws {
        guard let best = best(method) else { throw BrokenPromise(what: "\(endpoint) was found for \(path)") }
        try BrokenPromise.unless(endpoint == best.endpoint, "\(endpoint) was found for \(path), not \(best.endpoint)")
        try BrokenPromise.unless(
            parameters.values == best.values, "\(path) gave \(parameters.values), not \(best.values)")
        try BrokenPromise.unless(
            parameters.values.allSatisfy { !$0.isEmpty && !$0.utf8.contains(0) }, "an empty value or a NUL in \(path)")
    }

    /// Of the patterns that match, that whose first literal stands where the others have a parameter.
    private func best(_ method: HTTPMethod) -> (endpoint: String, values: [String])? {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        let found = Self.patterns.compactMap { candidate in
            match(candidate.pattern).map { (candidate, $0.shape, $0.values) }
        }
        let best = found.filter { $0.0.method == method || method == .head && $0.0.method == .get }
            .max { ($0.1, $0.0.method == .head ? 1 : 0) < ($1.1, $1.0.method == .head ? 1 : 0) }
        return best.map { ("\($0.0.method.rawValue) \($0.0.pattern)", $0.2) }
    }

    /// The shape has `l` for a literal and `a` for a parameter, so that literals in front are greater.
    private func match(_ pattern: String) -> (shape: String, values: [String])? {
        let parts = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == segments.count else { return nil }
        var (shape, values) = ("", [String]())
        for (part, segment) in zip(parts, segments) {
            if part.hasPrefix(":") {
                guard !segment.isEmpty, let value = Self.decoded(segment) else { return nil }
                shape += "a"
                values.append(value)
            } else {
                guard let literal = Self.decoded(segment), Array(literal.utf8) == Array(part.utf8) else { return nil }
                shape += "l"
            }
        }
        return (shape, values)
    }

    /// Nil for a bad escape, bytes that are not UTF-8, and NUL.
    static func decoded(_ segment: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(segment.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}
