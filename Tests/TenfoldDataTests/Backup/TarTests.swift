import TenfoldCore
import Testing

@testable import TenfoldData

struct TarTests {
    /// Reads back what `encoded` wrote, as a reader does.
    private func decode(_ bytes: [UInt8]) throws -> TarHeader {
        guard case .pax(let size) = try TarBlock(Array(bytes.prefix(512))) else {
            guard case .file(let header) = try TarBlock(bytes) else { throw TarDamage("no file") }
            return header
        }
        let pax = try PaxRecords(Array(bytes[512..<(512 + Int(size))]))
        guard case .file(var header) = try TarBlock(Array(bytes.suffix(512))) else { throw TarDamage("no file") }
        header.path = pax.path ?? header.path
        header.size = pax.size ?? header.size
        return header
    }

    @Test(arguments: [
        TarHeader(path: "a.sqlite", size: 0), TarHeader(path: "keys/token.key", size: 32, modified: 1_700_000_000),
        TarHeader(path: String(repeating: "x", count: 100), size: TarHeader.largestOctal),
        TarHeader(path: "files/email/" + String(repeating: "é", count: 60), size: TarHeader.largestOctal + 1),
        TarHeader(path: String(repeating: "a/", count: 2000) + "b", size: 1 << 50),
    ])
    func `a header is read as it was written, long or not`(header: TarHeader) throws {
        let bytes = header.encoded()
        #expect(bytes.count.isMultiple(of: 512))
        #expect(try decode(bytes) == header)
    }

    /// From the standard's own example of the length that counts itself.
    @Test func `a pax record's length counts its own digits`() {
        #expect(TarHeader.paxRecord("path", "ab") == Array("11 path=ab\n".utf8))
        #expect(
            TarHeader.paxRecord("k", "12345").count
                == Int(String(decoding: TarHeader.paxRecord("k", "12345").prefix { $0 != 32 }, as: UTF8.self)))
    }

    @Test func `any bit that flips in a header is noticed`() throws {
        let good = TarHeader(path: "catalog.sqlite", size: 12_345).encoded()
        for bit in 0..<(good.count * 8) {
            var bad = good
            bad[bit / 8] ^= 1 << (bit % 8)
            let header = try? decode(bad)
            #expect(header != TarHeader(path: "catalog.sqlite", size: 12_345) || (148..<156).contains(bit / 8))
            // Only the checksum's own padding and the spare bytes of its field are not part of what it guards.
            if let header { #expect((148..<156).contains(bit / 8), "bit \(bit): \(header)") }
        }
    }

    @Test(arguments: ["1", "2", "3", "5", "L", "g"])
    func `links, devices, folders and foreign headers are refused`(type: String) throws {
        var block = TarHeader(path: "a.sqlite", size: 0).encoded()
        let (old, new) = (block[156], try #require(type.utf8.first))
        block[156] = new
        let sum = block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
        let text = String(sum, radix: 8)
        block.replaceSubrange(148..<154, with: Array((String(repeating: "0", count: 6 - text.count) + text).utf8))
        #expect(old != new)
        #expect(throws: TarDamage("it holds something other than plain files")) { try TarBlock(block) }
    }

    @Test(arguments: ["9 path=ab\n", "12 path=ab\n", "x path=ab\n", "0 =\n", "10 size=-1\n", "11 path=ab"])
    func `a pax header that is damaged is refused`(text: String) {
        #expect(throws: TarDamage.self) { try PaxRecords(Array(text.utf8)) }
    }

    @Test(arguments: [
        "/etc/passwd", "../a.sqlite", "files/../../a", "files/email/../x", "files//x/y", "files/email/.",
        "keys/../a.key",
        "files/email/a\0b", "files/email/a\nb", "", ".sqlite", "a.sqlite-wal", "tenfold.lock", "processes/1.json",
        "keys/a/b.key", "files/loose", "other/a/b", "keys/token.txt", "a/b.sqlite", "manifest.json",
    ])
    func `a path that no backup holds is refused`(path: String) {
        #expect(ArchivePath.part(of: path) == nil)
    }

    @Test(arguments: [
        ("accounts.0.sqlite", "accounts.0.sqlite"), ("tenfold.json", "tenfold.json"),
        ("keys/token.key", "keys/token.key"),
        ("files/email/2026/a.eml", "files/email"), ("files/email/...", "files/email"),
    ])
    func `what a data folder holds has its part`(path: String, part: String) {
        #expect(ArchivePath.part(of: path) == part)
    }
}
