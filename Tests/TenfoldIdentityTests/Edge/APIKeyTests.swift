import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct APIKeyTests {
    private let now = TestIssuer.now

    private func entry(
        _ name: String, _ key: String, expires: Int64? = nil, disabled: Bool = false
    ) -> APIKeyEntry {
        APIKeyEntry(
            name: name, digest: APIKey.digest(of: Secret(key)), principal: Principal(id: name), scopes: ["read"],
            plan: "gold", expiresAtSeconds: expires, isDisabled: disabled)
    }

    private func refusal(_ key: String, by keys: APIKeys, at time: Int64) -> APIKeyRefusal.Reason? {
        do throws(APIKeyRefusal) {
            _ = try keys.identify(Array(key.utf8).span, nowSeconds: time)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `a key is known by what was stored of it`() throws {
        let (first, second) = (APIKey.generate().exposed, APIKey.generate().exposed)
        let keys = APIKeys([entry("first", first), entry("second", second)], identity: "keys")
        #expect(keys.count == 2)
        let found = try keys.identify(Array(second.utf8).span, nowSeconds: now)
        #expect(found.name == "second" && found.principal.id == "second")
        #expect(found.scopes == ["read"] && found.plan == "gold")
        #expect(refusal(APIKey.generate().exposed, by: keys, at: now) == .unknown)
    }

    @Test func `a key ends at its time, and at once where it is disabled`() {
        let (ending, disabled) = (APIKey.generate().exposed, APIKey.generate().exposed)
        let keys = APIKeys(
            [entry("a", ending, expires: now + 10), entry("b", disabled, disabled: true)], identity: "keys")
        #expect(refusal(ending, by: keys, at: now + 9) == nil)
        #expect(refusal(ending, by: keys, at: now + 10) == .expired)
        #expect(refusal(disabled, by: keys, at: now) == .disabled)
    }

    @Test func `keys are all different and of one form`() {
        let keys = Set((0..<100).map { _ in APIKey.generate().exposed })
        #expect(keys.count == 100)
        for key in keys {
            #expect(key.utf8.count == 52 && key.hasPrefix("tf_"))
            #expect(key.utf8.dropFirst(3).allSatisfy(Base64URL.isDigit))
            let isPlausible = APIKey.isPlausible(Array(key.utf8).span)
            #expect(isPlausible)
        }
        #expect(!"\(APIKey.generate())".contains("tf_"))
    }

    /// What keys look like must not change: people look for leaked ones by it.
    @Test func `the form of a key stays as it is`() {
        let text = String(decoding: APIKey.text(of: Array(0..<32)), as: UTF8.self)
        #expect(text == "tf_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8MeaO5A")
    }

    @Test func `a mistyped key is refused before it is looked for`() {
        let key = APIKey.generate().exposed
        // Stored under every mistake too, so that a look-up would find it.
        let bytes = Array(key.utf8)
        let mistakes = bytes.indices.dropFirst(3).map { place in
            var changed = bytes
            changed[place] = bytes[place] == UInt8(ascii: "Q") ? UInt8(ascii: "g") : UInt8(ascii: "Q")
            return String(decoding: changed, as: UTF8.self)
        }
        let others = [key + "A", String(key.dropLast()), "tf_" + String(repeating: "a", count: 40)]
        let keys = APIKeys((mistakes + others).map { entry($0, $0) }, identity: "keys")
        for text in mistakes + others { #expect(refusal(text, by: keys, at: now) == .malformed, "\(text)") }
    }

    @Test func `short, long and odd texts are refused before they are looked for`() {
        let texts = [
            "", "a", "secret", String(repeating: "a", count: 31), String(repeating: "a", count: 257),
            String(repeating: "a", count: 31) + " ", String(repeating: "a", count: 40) + "\n",
            String(repeating: "é", count: 20), String(repeating: "\0", count: 40),
        ]
        let keys = APIKeys(texts.map { entry("x", $0) }, identity: "keys")
        for text in texts { #expect(refusal(text, by: keys, at: now) == .malformed) }
    }

    @Test func `keys from elsewhere are taken where they are long enough`() {
        let texts = [
            String(repeating: "a", count: 32), String(repeating: "~", count: 256),
            "TF_" + String(repeating: "b", count: 40),
        ]
        let keys = APIKeys(texts.map { entry("x", $0) }, identity: "keys")
        for text in texts { #expect(refusal(text, by: keys, at: now) == nil) }
    }
}
