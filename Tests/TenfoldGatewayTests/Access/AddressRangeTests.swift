import Testing

@testable import TenfoldGateway

@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.8", false), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
        ("::/0", "2001:db8::1", true), ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::", false),
        ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("::ffff:10.0.0.0/104", "10.1.2.3", true),
        ("fe80::/10", "fe80::1%eth0", true), ("2001:db8::8000:0:0:0/65", "2001:db8::8000:0:0:1", true),
        ("2001:db8::8000:0:0:0/65", "2001:db8::1", false),
    ])
    func `a range has the addresses that begin like it`(range: String, address: String, isIn: Bool) throws {
        let range = try #require(AddressRange(range))
        #expect(range.contains(try #require(ClientAddress(address))) == isIn)
    }

    @Test(arguments: [
        "", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10/8", "a", "::1/129", "1.2.3.4/8/9",
    ])
    func `what is no range is refused`(text: String) { #expect(AddressRange(text) == nil) }

    @Test func `who is denied stays out though all are allowed, and nobody's address only where everybody may come`()
        throws
    {
        let inside = try #require(AddressRange("10.0.0.0/8"))
        let one = try #require(AddressRange("10.0.0.9"))
        let list = AccessList(allow: [inside], deny: [one])
        #expect(list.admits(ClientAddress("10.0.0.1")))
        #expect(!list.admits(ClientAddress("10.0.0.9")))
        #expect(!list.admits(ClientAddress("192.0.2.1")))
        #expect(!list.admits(nil))
        #expect(AccessList().admits(nil))
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("2001:DB8:0:0::1", "2001:db8::1"), ("::ffff:192.0.2.1", "192.0.2.1"),
    ])
    func `an address is written as usual`(text: String, expected: String) throws {
        #expect(try #require(ClientAddress(text)).description == expected)
    }

    @Test func `a subscriber's whole network counts as one place`() throws {
        let one = try #require(ClientAddress("2001:db8::1")), other = try #require(ClientAddress("2001:db8::ffff:1"))
        let stranger = try #require(ClientAddress("2001:db8:0:1::1"))
        #expect(one.place == other.place && one.place != stranger.place)
    }
}
