import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct KeySetCacheTests {
    private let old: TestIssuer
    private let new: TestIssuer
    private let server = TestKeyServer()
    private let now = TestIssuer.now

    init() throws {
        old = try TestIssuer()
        new = try TestIssuer(rsa: TestRSAKeys.second)
    }

    private func makeCache(_ change: (inout KeySetCache.Options) -> Void = { _ in }) -> KeySetCache {
        var options = KeySetCache.Options()
        change(&options)
        return KeySetCache(url: "https://issuer.example/keys", name: "test", options: options, fetch: server.fetch)
    }

    private func makeVerifier(
        _ cache: KeySetCache, _ change: (inout TokenVerifierOptions) -> Void = { _ in }
    ) throws -> TokenVerifier {
        var options = TokenVerifierOptions(issuer: TestIssuer.name, audience: .anyOf([TestIssuer.audience]))
        change(&options)
        return try TokenVerifier(options, keys: .published(cache))
    }

    /// A cache that has fetched the old issuer's keys, and a verifier with it.
    private func started(
        _ change: (inout TokenVerifierOptions) -> Void = { _ in }
    ) async throws -> (KeySetCache, TokenVerifier) {
        server.publish(try TestIssuer.keySet([old.key(.es256, id: "old")]))
        let cache = makeCache()
        await cache.refreshIfNeeded(nowSeconds: now)?.value
        return (cache, try makeVerifier(cache, change))
    }

    /// A token of either issuer that lasts a day.
    private func token(_ issuer: TestIssuer, id: String, subject: String = "ada") async throws -> [UInt8] {
        try await issuer.token(.es256, id: id, ["exp": .integer(now + 400_000), "sub": subject.json])
    }

    @Test func `published keys of every kind verify`() async throws {
        server.publish(
            try TestIssuer.keySet(TokenAlgorithm.asymmetric.map { try old.key($0, id: $0.rawValue) }), maxAge: 600)
        let cache = makeCache()
        #expect(cache.keys(atSeconds: now).isEmpty)
        await cache.refreshIfNeeded(nowSeconds: now)?.value
        #expect(cache.keys(atSeconds: now).keys.count == 3)
        let verifier = try makeVerifier(cache)
        for algorithm in TokenAlgorithm.asymmetric {
            #expect(try await verifier.refusal(of: old.token(algorithm, id: algorithm.rawValue)) == nil)
        }
        #expect(cache.refreshIfNeeded(nowSeconds: now + 599) == nil)
        #expect(cache.refreshIfNeeded(nowSeconds: now + 600) != nil)
    }

    @Test func `a new key is known after one fetch`() async throws {
        let (_, verifier) = try await started()
        server.publish(try TestIssuer.keySet([old.key(.es256, id: "old"), new.key(.es256, id: "new")]))
        let old = try await token(self.old, id: "old")
        #expect(await verifier.refusal(of: old) == nil)
        #expect(server.fetches == 1)
        #expect(try await verifier.refusal(of: token(new, id: "new"), at: now + 1) == nil)
        #expect(try await verifier.refusal(of: token(new, id: "new"), at: now + 1) == nil)
        #expect(server.fetches == 2)
        // The key that stayed is the same, so what it signed is still remembered.
        #expect(verifier.remembered(old.span, nowSeconds: now + 1) != nil)
    }

    @Test func `a key that is gone verifies no more, not even tokens that are remembered`() async throws {
        let (cache, verifier) = try await started()
        let text = try await token(old, id: "old")
        _ = try await verifier.verify(text, nowSeconds: now)
        server.publish(try TestIssuer.keySet([new.key(.es256, id: "new")]))
        await cache.refreshIfNeeded(nowSeconds: now + 900)?.value
        #expect(verifier.remembered(text.span, nowSeconds: now + 900) == nil)
        #expect(verifier.rememberedCount == 0)
        #expect(await verifier.refusal(of: text, at: now + 900) == .unknownKey)
        #expect(try await verifier.refusal(of: token(new, id: "new"), at: now + 900) == nil)
    }

    @Test func `another key under the same id takes the first one's place`() async throws {
        let (cache, verifier) = try await started()
        let text = try await token(old, id: "old")
        _ = try await verifier.verify(text, nowSeconds: now)
        server.publish(try TestIssuer.keySet([new.key(.es256, id: "old")]))
        await cache.refreshIfNeeded(nowSeconds: now + 900)?.value
        #expect(verifier.remembered(text.span, nowSeconds: now + 900) == nil)
        #expect(await verifier.refusal(of: text, at: now + 900) == .signature)
    }

    @Test func `while the source is down, or lies, the old keys stay until they are too old`() async throws {
        let (cache, verifier) = try await started()
        let text = try await token(old, id: "old")
        _ = try await verifier.verify(text, nowSeconds: now)
        server.goDown()
        var time = now
        for document in [nil, "", "{}", "[]", "{\"keys\":{}}", "not JSON"] as [String?] {
            if let document { server.publish(Array(document.utf8)) }
            time += 1000
            await cache.refreshIfNeeded(nowSeconds: time)?.value
        }
        #expect(server.fetches == 7)
        let other = try await token(old, id: "old", subject: "bob")
        #expect(await verifier.refusal(of: other, at: now + 172_800) == nil)
        cache.refreshIfNeeded(nowSeconds: now + 172_801)
        #expect(verifier.remembered(text.span, nowSeconds: now + 172_801) == nil)
        #expect(await verifier.refusal(of: text, at: now + 172_801) == .noKeys)
    }

    @Test func `keys that come back after an outage verify again`() async throws {
        let (cache, verifier) = try await started()
        server.goDown()
        await cache.refreshIfNeeded(nowSeconds: now + 172_801)?.value
        let text = try await token(old, id: "old")
        server.publish(try TestIssuer.keySet([old.key(.es256, id: "old")]))
        #expect(await verifier.refusal(of: text, at: now + 172_802) == nil)
    }

    @Test func `without any keys a token is not called invalid`() async throws {
        let cache = makeCache()
        let verifier = try makeVerifier(cache)
        let text = try await token(old, id: "old")
        #expect(await verifier.refusal(of: text) == .noKeys)
        #expect(await verifier.refusal(of: text) == .noKeys)
        #expect(server.fetches == 1)
    }

    @Test func `a set without keys takes all of them back`() async throws {
        let (cache, verifier) = try await started()
        server.publish(Array("{\"keys\":[]}".utf8))
        await cache.refreshIfNeeded(nowSeconds: now + 900)?.value
        #expect(try await verifier.refusal(of: token(old, id: "old"), at: now + 900) == .noKeys)
    }

    @Test func `a storm of ids that nobody knows leads to one fetch in 30 seconds`() async throws {
        let (_, verifier) = try await started()
        let texts = try await (0..<50).asyncMap { try await token(old, id: "unknown-\($0)") }
        for second in 0..<60 as Range<Int64> {
            await withTaskGroup { group in
                for text in texts { group.addTask { await verifier.refusal(of: text, at: now + second) } }
                for await reason in group { #expect(reason == .unknownKey) }
            }
        }
        // The first, and those at 0 and 30 seconds.
        #expect(server.fetches == 3)
    }

    @Test func `all who wait share one fetch, and do not keep others from being verified`() async throws {
        let (cache, verifier) = try await started {
            $0.maxWaitingForKeys = 10
            $0.maxConcurrentVerifications = 1
        }
        server.publish(try TestIssuer.keySet([old.key(.es256, id: "old"), new.key(.es256, id: "new")]))
        server.hold()
        let first = Task { try await verifier.refusal(of: token(new, id: "new")) }
        try await waitUntil("the fetch has begun") { server.heldCount == 1 }
        #expect(cache.refreshIfNeeded(nowSeconds: now + 10_000) == nil)
        #expect(try await verifier.refusal(of: token(old, id: "old")) == nil)
        server.release()
        #expect(try await first.value == nil)
        #expect(server.fetches == 2)
    }

    @Test func `more than may wait for keys are told that it is busy`() async throws {
        let (_, verifier) = try await started { $0.maxWaitingForKeys = 1 }
        server.hold()
        let first = Task { try await verifier.refusal(of: token(new, id: "new")) }
        try await waitUntil("the fetch has begun") { server.heldCount == 1 }
        let second = Task { try await verifier.refusal(of: token(new, id: "new")) }
        #expect(try await second.value == .busy)
        server.release()
        #expect(try await first.value == .unknownKey)
    }

    @Test func `a fetch that does not end is given up`() async throws {
        let (endless, continuation) = AsyncStream<Void>.makeStream()
        var options = KeySetCache.Options()
        options.fetchTimeout = .milliseconds(20)
        let cache = KeySetCache(url: "https://issuer.example/keys", name: "test", options: options) { _ in
            for await _ in endless {}
            throw CancellationError()
        }
        await cache.refreshIfNeeded(nowSeconds: now)?.value
        #expect(cache.keys(atSeconds: now).isEmpty)
        #expect(cache.refreshIfNeeded(nowSeconds: now) == nil)
        #expect(cache.refreshIfNeeded(nowSeconds: now + 300) != nil)
        continuation.finish()
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
