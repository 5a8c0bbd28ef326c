import FoundationEssentials
import Testing

@testable import TenfoldCore

@Suite struct IDTests {
    private enum Thing {}
    private enum Other {}

    private func makeID(bucket: Int = 7, milliseconds: Int64 = 1_767_225_600_123) -> ID<Thing> {
        var random = SystemRandomNumberGenerator()
        return ID.new(in: Bucket(bucket), atMilliseconds: milliseconds, using: &random)
    }

    @Test func `an id is a UUIDv7 in 36 lower-case characters`() {
        let text = makeID().description
        #expect(text.utf8.count == 36)
        #expect(text == text.lowercased())
        #expect(Array(text)[14] == "7")
        #expect("89ab".contains(Array(text)[19]))
        #expect(UUID(uuidString: text) != nil)
    }

    @Test func `all random bits set or clear leave version, variant, time and bucket alone`() {
        for word in [UInt64.min, .max] {
            var random = Constant(word: word)
            let id = ID<Thing>.new(in: Bucket(0xabc), atMilliseconds: 0x0123_4567_89ab, using: &random)
            let tail = word == 0 ? "8000-000000000000" : "bfff-ffffffffffff"
            #expect(id.description == "01234567-89ab-7abc-\(tail)")
        }
    }

    @Test(arguments: [0, 1, 2048, 4095]) func `its bucket can be read from its text`(bucket: Int) {
        #expect(ID<Thing>(makeID(bucket: bucket).description)?.bucket.number == bucket)
    }

    @Test(arguments: [0, 1, 1_767_225_600_123, 0xffff_ffff_ffff] as [Int64])
    func `its time can be read from its text`(milliseconds: Int64) {
        #expect(ID<Thing>(makeID(milliseconds: milliseconds).description)?.millisecondsSince1970 == milliseconds)
    }

    @Test func `ids of later milliseconds are greater, as values and as texts`() {
        for step in [1, 1000, 86_400_000] as [Int64] {
            let earlier = makeID(bucket: 4095, milliseconds: 1_767_225_600_000)
            let later = makeID(bucket: 0, milliseconds: 1_767_225_600_000 + step)
            #expect(earlier < later)
            #expect(earlier.description < later.description)
        }
    }

    @Test func `the order of ids is the order of their bytes, also in the low half`() {
        let ids = (0..<200).map { _ in makeID(bucket: Int.random(in: 0..<4096), milliseconds: Int64.random(in: 0...3)) }
        #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
    }

    @Test func `text round trips, in either case`() {
        let id = makeID()
        #expect(ID<Thing>(id.description) == id)
        #expect(ID<Thing>(id.description.uppercased()) == id)
    }

    @Test(arguments: [
        "", "0", "01234567-89ab-7abc-8000-00000000000", "01234567-89ab-7abc-8000-0000000000000",
        "0123456789ab7abc8000000000000000",
        "01234567-89ab-7abc-8000-00000000000g", "01234567_89ab-7abc-8000-000000000000",
        "{01234567-89ab-7abc-8000-000000000000}",
        "01234567-89ab-7abc-8000-000000000000 ", "-01234567-89ab-7abc-8000-0000000000",
        "01234567-89ab-7abc-8000-0000000000é",
        "01234567-89ab-7abc-8000-00000000-000", "０1234567-89ab-7abc-8000-000000000000",
    ])
    func `anything else is no id`(text: String) { #expect(ID<Thing>(text) == nil) }

    @Test func `JSON holds it as a string, and refuses what is no id`() throws {
        let id = makeID()
        let json = try StoredJSON.encode([id])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(id)\"]")
        #expect(try StoredJSON.decode([ID<Thing>].self, from: json) == [id])
        for bad in [#"["x"]"#, "[7]", "[null]"] {
            #expect(throws: DecodingError.self) { try StoredJSON.decode([ID<Thing>].self, from: Array(bad.utf8)) }
        }
    }

    @Test func `a cast keeps all bits`() {
        let id = makeID()
        #expect(id.cast(to: Other.self).description == id.description)
    }
}

private struct Constant: RandomNumberGenerator {
    let word: UInt64
    func next() -> UInt64 { word }
}
