import Crypto
import FoundationEssentials
import TenfoldCore
import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldRuntime

@Suite struct SecretAndSessionTests {
    @Test func `the secret opens for itself alone`() throws {
        let secret = try #require(StageSecret(Secret("0123456789abcdef")))
        #expect(secret.opens(for: secret.credentials))
        #expect(secret.opens(for: "bearer 0123456789abcdef"))
        for wrong in [nil, "", "Bearer", "Bearer 0123456789abcdeg", "Bearer 0123456789abcde", "0123456789abcdef"] {
            #expect(!secret.opens(for: wrong), "\(wrong ?? "none")")
        }
    }

    @Test func `a gateway proves that it knows the secret without telling it`() throws {
        let secret = try #require(StageSecret(Secret("0123456789abcdef")))
        let other = try #require(StageSecret(Secret("0123456789abcdeg")))
        #expect(secret.proves(secret.gatewayProof))
        #expect(!secret.gatewayProof.contains("0123456789abcdef"))
        #expect(!secret.opens(for: "Bearer \(secret.gatewayProof)"))
        for wrong in [nil, "", "none", "0123456789abcdef", other.gatewayProof, secret.gatewayProof + "0"] {
            #expect(!secret.proves(wrong), "\(wrong ?? "none")")
        }
    }

    @Test(arguments: ["", "short", "fifteen-letters", "sixteen letters!", "0123456789abcde\n"])
    func `a secret that can be guessed or cannot stand in a field is none`(text: String) {
        #expect(StageSecret(Secret(text)) == nil)
    }

    @Test func `a service does not listen beyond loopback without a secret`() async throws {
        var options = ApplicationOptions()
        let folder = try TestFolder()
        options.dataFolder = folder.path + "/data"
        options.role = ServiceRole(
            service: "s", modules: [], internalAddress: HTTPEndpoint(host: "0.0.0.0", port: 1), remotes: [],
            secret: nil,
            servesPublic: false)
        await #expect(throws: Fault.self) { _ = try await Application.open(LabApp.self, options) }
    }

    private let tokens = SessionTokens(key: SymmetricKey(size: .bits256), clock: SystemWallClock())
    private let entry = Session.Entry(database: "catalog", shard: 1, position: 17, seconds: 1_700_000_000)

    @Test func `a token is read back, and a forged one says nothing`() throws {
        let token = tokens.token(for: [entry])
        #expect(tokens.entries(in: token) == [entry])
        #expect(tokens.entries(in: token.replacing(":17:", with: ":18:")) == nil)
        #expect(tokens.entries(in: String(token.dropLast())) == nil)
        #expect(SessionTokens(key: SymmetricKey(size: .bits256), clock: SystemWallClock()).entries(in: token) == nil)
        for text in ["", "~", "a:b:c:d~", "\u{06DD}~\u{06DD}"] { #expect(tokens.entries(in: text) == nil, "\(text)") }
    }

    @Test func `a session keeps the furthest place of each shard, and no more than sixteen`() {
        let session = Session([entry], nowSeconds: entry.seconds)
        session.note(.init(database: "catalog", shard: 1, position: 20, seconds: entry.seconds))
        session.note(.init(database: "catalog", shard: 1, position: 19, seconds: entry.seconds))
        #expect(session.entries.map(\.position) == [20])
        for shard in 10..<40 {
            session.note(.init(database: "orders", shard: shard, position: 1, seconds: entry.seconds + Int64(shard)))
        }
        #expect(session.entries.count == Session.maximumEntries)
        #expect(!session.entries.contains { $0.database == "catalog" }, "the oldest goes first")
    }

    @Test func `what is older than a minute is dropped`() {
        #expect(Session([entry], nowSeconds: entry.seconds + 61).entries.isEmpty)
        #expect(Session([entry], nowSeconds: entry.seconds + 59).entries == [entry])
    }

    @Test func `a session's text is read back, and others' is not`() {
        #expect(SessionText.read(SessionText.write([entry, entry])) == [entry, entry])
        #expect(SessionText.read("") == [])
        for text in ["a:1:2", "a:1:2:3:4", "a:-1:2:3", "a:1:x:3", String(repeating: "a:1:2:3~", count: 17)] {
            #expect(SessionText.read(text) == nil, "\(text)")
        }
    }
}
