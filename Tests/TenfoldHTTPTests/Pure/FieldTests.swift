import Testing

@testable import TenfoldHTTP

@Suite struct FieldTests {
    /// U+06DD joins what follows it into one `Character`.
    private let joiner = "\u{06DD}"

    @Test func `a comma behind a joining mark still ends an entity tag`() {
        #expect(EntityTagList.contains("\"b\"", in: "\"\(joiner), \"b\""))
        #expect(!EntityTagList.contains("\"c\"", in: "\"\(joiner), \"b\""))
    }

    @Test func `a weak tag is found among others`() {
        #expect(EntityTagList.contains("\"b\"", in: "\"a\" ,\tW/\"b\" , \"c\""))
        #expect(!EntityTagList.contains("\"b\"", in: "\"ab\", \"bc\""))
    }

    @Test func `a blank behind a joining mark still ends the scheme`() {
        #expect(BearerCredentials.token(in: "Bearer \(joiner)") == joiner)
        #expect(BearerCredentials.token(in: "Bearer a\(joiner) b") == nil)
    }
}
