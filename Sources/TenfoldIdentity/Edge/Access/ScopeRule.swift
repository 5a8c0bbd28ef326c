package import TenfoldCore

/// Which scopes a route asks of a token or an API key.
package struct ScopeRule: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case allowed
        /// 403 with `insufficient_scope` (RFC 6750, section 3.1).
        case insufficientScope
    }

    /// Every one of these.
    package let allOf: [String]
    /// And at least one of these, where there are any.
    package let anyOf: [String]
    /// The scopes in order, divided by blanks, as a challenge tells them.
    package let text: String

    static let mostScopes = 32

    /// A rule without scopes allows whoever is known.
    ///
    /// - Throws: `Fault.credentialsUnusable` for what is no scope, and for more than 32.
    package init(allOf: [String] = [], anyOf: [String] = []) throws(Fault) {
        let scopes = allOf + anyOf
        for scope in scopes where !Self.isScope(scope) {
            throw Fault(
                .credentialsUnusable,
                "\(scope.debugDescription) is no scope: it has visible ASCII characters without quotes and backslashes")
        }
        guard scopes.count <= Self.mostScopes else {
            throw Fault(.credentialsUnusable, "a route asks for at most \(Self.mostScopes) scopes, not \(scopes.count)")
        }
        self.allOf = allOf
        self.anyOf = anyOf
        self.text = Set(scopes).sorted().joined(separator: " ")
    }

    package func outcome(for granted: Set<String>) -> Outcome {
        let isAllowed =
            allOf.allSatisfy(granted.contains) && (anyOf.isEmpty || anyOf.contains(where: granted.contains))
        return isAllowed ? .allowed : .insufficientScope
    }

    /// A `scope-token` of RFC 6749, section 3.3.
    package static func isScope(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
}
