import Testing

@testable import TenfoldCore

@Suite struct BucketTests {
    /// Rows are stored by these numbers: when this test fails, the code is wrong, never the numbers.
    @Test(arguments: [
        ("", 714), ("a", 1763), ("foobar", 3147), ("DE", 130), ("Grüße", 656), ("ada@example.com", 1794),
    ])
    func `the bucket of a text never changes`(text: String, number: Int) {
        #expect(Bucket(hashing: text).number == number)
        #expect(RoutingKey(text).bucket.number == number)
    }

    @Test func `the bucket of a claim never changes`() {
        #expect(Claim.unique("accounts.email", "ada@example.com").bucket.number == 1460)
    }

    @Test func `a part of a text has the bucket of the same text`() {
        #expect(Bucket(hashing: "xDEx".dropFirst().dropLast()) == Bucket(hashing: "DE"))
    }

    @Test func `texts spread evenly over the buckets`() {
        var counts = [Int](repeating: 0, count: Bucket.count)
        for number in 0..<(Bucket.count * 64) { counts[Bucket(hashing: "user-\(number)@example.com").number] += 1 }
        // A Poisson distribution of mean 64 stays within 64 ± 7 standard deviations of 8.
        #expect(counts.min() ?? 0 > 8)
        #expect(counts.max() ?? 0 < 120)
    }

    @Test func `numbers are taken modulo the count`() {
        #expect(Bucket(4096).number == 0)
        #expect(Bucket(4097).number == 1)
        #expect(Bucket(-1).number == 4095)
    }

    @Test func `buckets are ordered by number`() { #expect(Bucket(2) < Bucket(10)) }

    @Test func `an id routes to its own bucket`() {
        var random = SystemRandomNumberGenerator()
        let id = ID<Never>.new(in: Bucket(99), atMilliseconds: 0, using: &random)
        #expect(RoutingKey(id).bucket == Bucket(99))
        #expect(RoutingKey(id).text == id.description)
    }

    @Test func `only the principal's key means the principal`() {
        #expect(RoutingKey.principal.meansPrincipal)
        #expect(!RoutingKey("").meansPrincipal)
        #expect(RoutingKey("") != .principal)
    }
}
