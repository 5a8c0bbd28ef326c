import Testing

@testable import TenfoldCore

/// Builds old and new read each other's JSON, as calls, outboxes and recorded replies need it.
@Suite struct JSONVersionsTests {
    private struct Old: Codable, Equatable {
        var id: Int
        var lines: [Line]

        struct Line: Codable, Equatable { var product: String }
    }

    private struct New: Codable, Equatable {
        var id: Int
        var lines: [Line]
        var gift: Gift?
        var tags: [String]?

        struct Line: Codable, Equatable {
            var product: String
            var note: String?
        }
        struct Gift: Codable, Equatable { var from: String, words: [String: [Int]] }
    }

    @Test func `an old build reads past members it does not know, however deep they are`() throws {
        let new = New(
            id: 1, lines: [.init(product: "a", note: "b"), .init(product: "c")],
            gift: .init(from: "\u{1F381}\n", words: ["x": [1, 2]]), tags: ["t"])
        let expected = Old(id: 1, lines: [.init(product: "a"), .init(product: "c")])
        #expect(try StreamingJSON.decode(Old.self, from: StreamingJSON.encode(new)) == expected)
        #expect(try StoredJSON.decode(Old.self, from: StoredJSON.encode(new)) == expected)
    }

    @Test func `a new build reads what lacks its optional members`() throws {
        let old = Old(id: 1, lines: [.init(product: "a")])
        let expected = New(id: 1, lines: [.init(product: "a")])
        #expect(try StreamingJSON.decode(New.self, from: StreamingJSON.encode(old)) == expected)
        #expect(try StoredJSON.decode(New.self, from: StoredJSON.encode(old)) == expected)
    }

    @Test func `members that are not known must be JSON all the same`() {
        for text in [#"{"id":1,"lines":[],"gift":{"a":}}"#, #"{"id":1,"lines":[],"gift":{"a":1,"a":2}}"#] {
            #expect(throws: DecodingError.self) { try StreamingJSON.decode(Old.self, from: Array(text.utf8)) }
        }
    }
}
