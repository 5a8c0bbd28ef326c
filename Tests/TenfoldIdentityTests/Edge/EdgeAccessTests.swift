import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct EdgeAccessTests {
    @Test(arguments: [
        ("Bearer abc", "abc"), ("bearer abc", "abc"), ("BEARER   a.b-c_d~e+f/g==", "a.b-c_d~e+f/g=="),
        ("Bearer a", "a"), ("bEaReR =", nil), ("Bearer", nil), ("Bearer ", nil), ("Bearer a b", nil),
        ("Bearer a,b", nil), ("Bearer a=b", nil), ("Bearer \"a\"", nil), ("Bearer a\t", nil), ("Bearer \ta", nil),
        ("Bearer é", nil), ("Bearer a\0", nil), ("Bearer a, Bearer b", nil),
    ])
    func `a bearer token is one token68 behind its scheme`(value: String, token: String?) {
        let bytes = Array(value.utf8)
        let found = CredentialReading.authorization(bytes.span)
        guard case .bearer(let range) = found else {
            #expect(token == nil && found == .malformed)
            return
        }
        #expect(String(decoding: bytes[range], as: UTF8.self) == token)
    }

    @Test(arguments: ["", "Basic abc", "Bearerabc", "Bearers abc", "Beare", "Bearer\tabc", "abc", "ªearer abc"])
    func `other schemes are not for us`(value: String) {
        #expect(CredentialReading.authorization(Array(value.utf8).span) == .otherScheme)
    }

    @Test func `a field of its own holds a key of visible characters`() {
        func isKeyText(_ text: String) -> Bool { CredentialReading.isKeyText(Array(text.utf8).span) }
        for text in ["a", "tf_abc-_", "~!"] { #expect(isKeyText(text)) }
        for text in ["", " ", "a b", "a\t", "a\0", "é", "a\u{7f}"] {
            #expect(!isKeyText(text))
        }
    }

    @Test(
        arguments: [
            ([], [], [], true), ([], [], ["a"], true), (["a"], [], [], false), (["a"], [], ["a"], true),
            (["a", "b"], [], ["a"], false), (["a", "b"], [], ["b", "a", "c"], true), ([], ["a", "b"], ["b"], true),
            ([], ["a", "b"], ["c"], false), (["a"], ["b", "c"], ["a"], false), (["a"], ["b", "c"], ["a", "c"], true),
            (["a"], ["b", "c"], ["b", "c"], false), (["a"], [], ["A"], false),
        ] as [([String], [String], Set<String>, Bool)])
    func `a rule asks for all of some scopes and for any of others`(
        allOf: [String], anyOf: [String], granted: Set<String>, isAllowed: Bool
    ) throws {
        let outcome = try ScopeRule(allOf: allOf, anyOf: anyOf).outcome(for: granted)
        #expect(outcome == (isAllowed ? .allowed : .insufficientScope))
    }

    @Test func `what is no scope is refused, and too many`() throws {
        for text in ["", "a b", "a\"", "a\\", "é", "a\n", "\u{7f}"] {
            #expect(throws: Fault.self) { try ScopeRule(allOf: [text]) }
            #expect(throws: Fault.self) { try ScopeRule(anyOf: [text]) }
        }
        let many = (0..<33).map { "s\($0)" }
        #expect(throws: Fault.self) { try ScopeRule(allOf: many) }
        #expect(try ScopeRule(allOf: Array(many.dropLast())).text.split(separator: " ").count == 32)
    }

    @Test func `challenges are what RFC 6750 asks for`() throws {
        let challenge = try BearerChallenge(realm: "shop")
        #expect(challenge.missing == #"Bearer realm="shop""#)
        #expect(
            challenge.invalidToken
                == #"Bearer realm="shop", error="invalid_token", "#
                + #"error_description="The access token is not valid, or no longer.""#)
        #expect(challenge.invalidRequest.contains(#"error="invalid_request""#))
        #expect(
            challenge.insufficientScope(try ScopeRule(allOf: ["b"], anyOf: ["c", "a"]))
                == #"Bearer realm="shop", error="insufficient_scope", scope="a b c""#)
        for realm in ["", "a\"b", "a\\b", "a\r\nb", "é", String(repeating: "a", count: 129)] {
            #expect(throws: Fault.self) { try BearerChallenge(realm: realm) }
        }
    }

    @Test(
        arguments: [
            ([], ""), ([0], "AA"), ([0xff], "_w"), ([0xfb, 0xff], "-_8"), ([1, 2, 3], "AQID"),
            ([1, 2, 3, 4], "AQIDBA"),
        ] as [([UInt8], String)])
    func `base64url has one text for each value`(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == Array(text.utf8))
        #expect(Base64URL.decode(Array(text.utf8)[...]) == bytes)
    }

    @Test(arguments: ["A", "AAAAA", "AB", "AAB", "AA==", "A+", "A/", "A A", "AAAA\n", "é"])
    func `base64url that is anything else is refused`(text: String) {
        #expect(Base64URL.decode(Array(text.utf8)[...]) == nil)
    }
}
