import Crypto
import FoundationEssentials
import Synchronization
import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct JWTTokensTests {
    private let keys = SigningKeys.random()
    private let clock = SetClock(seconds: 1_800_000_000)
    private let ada = Principal(id: "018f0000-0000-7000-8000-000000000001", roles: ["admin", "buyer"])

    private func makeTokens(issuer: String = "shop", keys: SigningKeys? = nil) async -> JWTTokens {
        await JWTTokens(issuer: issuer, keys: keys ?? self.keys, clock: clock)
    }

    private func expectRefused(_ token: String, by tokens: JWTTokens) async {
        let refusal = await #expect(throws: Refusal.self) { try await tokens.verify(token) }
        #expect(refusal?.kind == .unauthenticated)
        #expect(refusal?.code == "tenfold.bad-token")
        #expect(refusal?.detail == "The token is not valid or no longer: sign in again.")
    }

    /// A token whose header and claims are the forger's, signed with HMAC-SHA-256.
    private func forge(_ header: String, _ claims: String? = nil, secret: SymmetricKey? = nil) -> String {
        let claims = claims ?? #"{"iss":"shop","sub":"eve","iat":1800000000,"exp":1900000000,"roles":["admin"]}"#
        let signed = base64URL(Array(header.utf8)) + "." + base64URL(Array(claims.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: secret ?? keys.signing.secret)
        return signed + "." + base64URL(Array(code))
    }

    private func base64URL(_ bytes: [UInt8]) -> String {
        let characters = Data(bytes).base64EncodedString().prefix { $0 != "=" }
        return String(characters.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }

    @Test func `a token says who it was made for, the first time and the next`() async throws {
        let tokens = await makeTokens()
        let issued = try await tokens.issue(for: ada, lifetime: .seconds(3600))
        #expect(try await tokens.verify(issued.text) == ada)
        #expect(try await tokens.verify(issued.text) == ada)
        #expect(issued.expiresAt == Date(timeIntervalSince1970: 1_800_003_600))
    }

    @Test func `another process with the same key accepts it`() async throws {
        let issued = try await makeTokens().issue(for: ada, lifetime: .seconds(60))
        #expect(try await makeTokens().verify(issued.text) == ada)
    }

    @Test func `its header and claims are what other tools expect`() async throws {
        let parts = try await makeTokens().issue(for: ada, lifetime: .seconds(60)).text.split(separator: ".")
        let header = try #require(Data(base64Encoded: padded(parts[0])))
        #expect(
            try JSONDecoder().decode([String: String].self, from: header) == ["alg": "HS256", "kid": "0", "typ": "JWT"])
        let claims = String(decoding: try #require(Data(base64Encoded: padded(parts[1]))), as: UTF8.self)
        for piece in [#""iat":1800000000"#, #""exp":1800000060"#, #""iss":"shop""#, #""roles":["admin","buyer"]"#] {
            #expect(claims.contains(piece))
        }
    }

    private func padded(_ text: Substring) -> String {
        text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : String($0) }.joined()
            + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }

    @Test func `it ends at its time and the clock skew, also when it is remembered`() async throws {
        let tokens = await makeTokens()
        let issued = try await tokens.issue(for: ada, lifetime: .seconds(60))
        clock.set(seconds: 1_800_000_089)
        #expect(try await tokens.verify(issued.text) == ada)
        clock.set(seconds: 1_800_000_090)
        await expectRefused(issued.text, by: tokens)
        await expectRefused(issued.text, by: makeTokens())
    }

    @Test func `a change anywhere in it is refused`() async throws {
        let tokens = await makeTokens()
        let text = Array(try await tokens.issue(for: ada, lifetime: .seconds(60)).text)
        // The last character is left out: two of its bits mean nothing.
        for place in text.indices.dropLast() {
            var changed = text
            changed[place] = text[place] == "Q" ? "g" : "Q"
            await expectRefused(String(changed), by: tokens)
        }
    }

    @Test func `the forger's tool works, or the next tests prove nothing`() async throws {
        let tokens = await makeTokens()
        #expect(try await tokens.verify(forge(#"{"alg":"HS256","kid":"0"}"#)).id == "eve")
    }

    @Test(arguments: [
        #"{"alg":"none","kid":"0"}"#, #"{"alg":"None","kid":"0"}"#, #"{"alg":"hs256","kid":"0"}"#,
        #"{"alg":"HS512","kid":"0"}"#,
        #"{"alg":"RS256","kid":"0"}"#, #"{"kid":"0"}"#, #"{"alg":null,"kid":"0"}"#, #"{"alg":7,"kid":"0"}"#,
        #"{"alg":"HS256"}"#,
        #"{"alg":"HS256","kid":"1"}"#, #"{"alg":"HS256","kid":""}"#, #"{"alg":"HS256","kid":7}"#, "[]", "",
    ])
    func `another algorithm, or none, or no known key, is refused even with a right signature`(header: String) async {
        await expectRefused(forge(header), by: makeTokens())
    }

    @Test func `without a signature it is refused`() async {
        let tokens = await makeTokens()
        for header in [#"{"alg":"none","kid":"0"}"#, #"{"alg":"HS256","kid":"0"}"#] {
            let parts = forge(header).split(separator: ".")
            await expectRefused("\(parts[0]).\(parts[1]).", by: tokens)
            await expectRefused("\(parts[0]).\(parts[1])", by: tokens)
        }
    }

    @Test func `the signature of another key is refused`() async {
        await expectRefused(
            forge(#"{"alg":"HS256","kid":"0"}"#, secret: SymmetricKey(size: .bits256)), by: makeTokens())
    }

    @Test func `a token of another app is refused`() async throws {
        let issued = try await makeTokens(issuer: "other").issue(for: ada, lifetime: .seconds(60))
        await expectRefused(issued.text, by: makeTokens())
    }

    @Test(arguments: [
        "{}", "null", #"{"iss":"shop","sub":"eve","iat":1,"roles":[]}"#,
        #"{"iss":"shop","iat":1,"exp":1900000000,"roles":[]}"#,
        #"{"iss":"shop","sub":"eve","iat":1,"exp":"never","roles":[]}"#,
        #"{"iss":"shop","sub":"eve","iat":1,"exp":1e300,"roles":[]}"#,
        #"{"iss":"shop","sub":"eve","iat":1,"exp":-9223372036854775808,"roles":[]}"#,
    ])
    func `claims that are not all there, or of a wrong kind, are refused`(claims: String) async {
        await expectRefused(forge(#"{"alg":"HS256","kid":"0"}"#, claims), by: makeTokens())
    }

    @Test func `an end at the last second there is does not trap`() async throws {
        let claims = #"{"iss":"shop","sub":"eve","iat":1,"exp":9223372036854775807,"roles":[]}"#
        #expect(try await makeTokens().verify(forge(#"{"alg":"HS256","kid":"0"}"#, claims)).id == "eve")
        await #expect(throws: Fault.self) { try await makeTokens().issue(for: ada, lifetime: .seconds(Int64.max)) }
    }

    @Test(arguments: ["", ".", "..", "...", "a.b.c", "Bearer x", "é.é.é", "\0", String(repeating: "a", count: 9000)])
    func `what is no token is refused`(text: String) async { await expectRefused(text, by: makeTokens()) }

    @Test func `after a rotation the new key signs and the old tokens go on`() async throws {
        let old = try await makeTokens().issue(for: ada, lifetime: .seconds(60))
        let later = SigningKey(id: "2026-08-01", secret: SymmetricKey(size: .bits256))
        let tokens = await makeTokens(keys: SigningKeys(root: keys.all[0], later: [later]))
        #expect(try await tokens.verify(old.text) == ada)
        let new = try await tokens.issue(for: ada, lifetime: .seconds(60))
        #expect(try await tokens.verify(new.text) == ada)
        await expectRefused(new.text, by: makeTokens())
    }
}

@Suite struct VerifiedTokensTests {
    private func digest(_ number: Int) -> TokenDigest { TokenDigest(of: Array("\(number)".utf8).span) }

    @Test func `it holds no more than its capacity and forgets the oldest first`() {
        var verified = VerifiedTokens<Principal>(capacity: 3)
        for number in 0..<10 { verified.remember(digest(number), Principal(id: "\(number)"), refusedFrom: 100) }
        #expect(verified.count == 3)
        #expect(verified.value(of: digest(6), atSeconds: 0) == nil)
        #expect(verified.value(of: digest(7), atSeconds: 0)?.id == "7")
    }

    @Test func `what ended is forgotten`() {
        var verified = VerifiedTokens<Principal>(capacity: 3)
        verified.remember(digest(1), Principal(id: "1"), refusedFrom: 100)
        #expect(verified.value(of: digest(1), atSeconds: 99) != nil)
        #expect(verified.value(of: digest(1), atSeconds: 100) == nil)
        #expect(verified.count == 0)
    }

    @Test func `the same token twice takes one place`() {
        var verified = VerifiedTokens<Principal>(capacity: 2)
        for _ in 0..<5 { verified.remember(digest(1), Principal(id: "1"), refusedFrom: 100) }
        verified.remember(digest(2), Principal(id: "2"), refusedFrom: 100)
        #expect(verified.value(of: digest(1), atSeconds: 0) != nil)
    }
}

/// A clock that shows what it is told.
final class SetClock: WallClock {
    private let seconds: Mutex<Double>
    init(seconds: Double) { self.seconds = Mutex(seconds) }
    func set(seconds: Double) { self.seconds.withLock { $0 = seconds } }
    func now() -> Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }
}
