import TenfoldCore
import Testing

@testable import TenfoldCache

@Suite struct EntryKeyTests {
    /// Bytes 0 to 15 as the secret, as in the reference vectors of SipHash.
    let hasher = KeyHasher(secret: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
    struct Thing {}

    @Test func `the hash is SipHash-1-3`() {
        // Of the bytes 0, 1, 2, …: 15 of them, and 24. By an implementation that passes the reference vector of 2-4.
        #expect(hasher.hash(0x0706_0504_0302_0100, "\u{8}\u{9}\u{a}\u{b}\u{c}\u{d}\u{e}") == 0xd320_d86d_2a51_9956)
        let words = hasher.hash(0x0706_0504_0302_0100, high: 0x0f0e_0d0c_0b0a_0908, low: 0x1716_1514_1312_1110)
        #expect(words == 0xf464_aeb2_6734_9c8c)
    }

    @Test func `an id and its text are one key`() throws {
        let text = "0190f3a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b"
        let id = try #require(ID<Thing>(text))
        #expect(CacheIdentity(text: text) == .id(high: id.high, low: id.low))
        #expect(CacheIdentity(text: text).text == text)
        #expect(CacheIdentity(text: text.uppercased()) == .text(text.uppercased()))
        #expect(CacheIdentity(text: "") == .text(""))
    }

    @Test func `keys of other spaces are others`() {
        let first = EntryKey(CacheSpace("a"), .text("k"), hasher)
        #expect(first == EntryKey(CacheSpace("a"), .text("k"), hasher))
        #expect(first != EntryKey(CacheSpace("b"), .text("k"), hasher))
        #expect(first.hash != EntryKey(CacheSpace("b"), .text("k"), hasher).hash)
    }

    @Test func `a cache finds an id however it was named`() async throws {
        let engine = MemoryCache()
        let policy = CachePolicy(expiresAfter: .seconds(60))
        let cache = Cache<ID<Thing>, Int>(name: "s", policy: policy, engine: engine)
        let id = ID<Thing>(high: 0x0190_f3a0_1c2d_7e3f, low: 0x8a4b_5c6d_7e8f_9a0b)
        #expect(try await cache.value(for: id) { _ in 1 } == 1)
        #expect(try await cache.value(for: id) { _ in 2 } == 1)
        #expect(try await engine.value(space: "s", key: id.description, policy: policy) { 3 } == 1)
        engine.invalidate(space: "s", key: id.description)
        #expect(try await cache.value(for: id) { _ in 4 } == 4)
        cache.forget(id)
        #expect(try await cache.value(for: id) { _ in 5 } == 5)
    }

    @Test func `a value of another type is told so`() async throws {
        let engine = MemoryCache()
        let policy = CachePolicy(expiresAfter: .seconds(60))
        _ = try await engine.value(space: "s", key: "k", policy: policy) { "text" }
        let numbers = Cache<String, Int>(name: "s", policy: policy, engine: engine)
        await #expect {
            try await numbers.value(for: "k") { _ in 1 }
        } throws: {
            ($0 as? Fault)?.code == .programming
        }
    }
}
