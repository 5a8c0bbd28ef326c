package import TenfoldCore

/// The values of `WWW-Authenticate` for bearer tokens (RFC 6750, section 3). They are made once.
package struct BearerChallenge: Hashable, Sendable {
    static let invalidTokenError = "invalid_token"
    static let invalidTokenDescription = "The access token is not valid, or no longer."

    /// For a request without a token: it is told no error (section 3.1).
    package let missing: String
    /// For a token that is refused, whatever the reason.
    package let invalidToken: String
    /// For credentials that cannot be read, or come twice: with 400.
    package let invalidRequest: String

    /// - Throws: `Fault.credentialsUnusable` for a realm that would need quoting.
    package init(realm: String) throws(Fault) {
        let isPlain = realm.utf8.allSatisfy {
            $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        guard isPlain, !realm.isEmpty, realm.utf8.count <= 128 else {
            throw Fault(
                .credentialsUnusable,
                "the realm \(realm.debugDescription) must have 1 to 128 ASCII characters, none of them \" or \\")
        }
        missing = "Bearer realm=\"\(realm)\""
        invalidToken =
            missing + ", error=\"\(Self.invalidTokenError)\", error_description=\"\(Self.invalidTokenDescription)\""
        invalidRequest =
            missing + ", error=\"invalid_request\", error_description=\"The credentials cannot be read.\""
    }

    /// For a token without the scopes of a route: with 403. Of scopes of which one is enough, it tells all.
    package func insufficientScope(_ rule: ScopeRule) -> String {
        missing + ", error=\"insufficient_scope\", scope=\"\(rule.text)\""
    }
}
