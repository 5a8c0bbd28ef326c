import Testing

@testable import TenfoldCore

@Suite struct PageTests {
    private struct Item: Codable { let id: ID<Never> }

    private func items(_ count: UInt64) -> [Item] { (0..<count).map { Item(id: ID(high: 0, low: $0)) } }

    @Test func `one row more than the limit means there is a next page, after the last item shown`() {
        let page = Page(items(4), limit: 3) { $0.id }
        #expect(page.items.count == 3)
        #expect(page.next == ID<Never>(high: 0, low: 2).description)
    }

    @Test(arguments: [0, 1, 3] as [UInt64]) func `no more rows than the limit is the last page`(count: UInt64) {
        let page = Page(items(count), limit: 3) { $0.id }
        #expect(page.items.count == Int(count))
        #expect(page.next == nil)
    }

    @Test(arguments: [0, -1, Int.min]) func `a limit below one is an empty last page`(limit: Int) {
        let page = Page(items(2), limit: limit) { $0.id }
        #expect(page.items.isEmpty)
        #expect(page.next == nil)
    }

    @Test func `the end is written as null, and read back`() throws {
        let json = try StoredJSON.encode(Page(items: [1, 2], next: nil))
        #expect(String(decoding: json, as: UTF8.self) == #"{"items":[1,2],"next":null}"#)
        #expect(try StoredJSON.decode(Page<Int>.self, from: json).next == nil)
        #expect(try StoredJSON.decode(Page<Int>.self, from: Array(#"{"items":[]}"#.utf8)).next == nil)
    }
}

@Suite struct SecretTests {
    private struct SignUp: Codable {
        let email: String
        let password: Secret<String>
        let old: Secret<String>?
    }

    private let value = SignUp(email: "ada@example.com", password: Secret("hunter2"), old: Secret("hunter1"))

    @Test func `no way of printing shows it`() {
        var dumped = ""
        dump(value, to: &dumped)
        let texts = [
            "\(value)", String(reflecting: value), String(describing: value.old), "\(value.password)", dumped,
            String(reflecting: value.password), "\([value.password])", "\(["a": value.password])",
            "\(Mirror(reflecting: value.password))",
        ]
        for text in texts { #expect(!text.contains("hunter")) }
        #expect("\(value.password)" == "<secret>")
    }

    @Test func `an error that carries it does not show it`() {
        struct Failure: Error { let cause: Secret<String> }
        #expect(!"\(Failure(cause: Secret("hunter2")))".contains("hunter"))
    }

    @Test func `it crosses the wire as the value itself`() throws {
        let json = try StoredJSON.encode(value)
        #expect(
            String(decoding: json, as: UTF8.self)
                == #"{"email":"ada@example.com","old":"hunter1","password":"hunter2"}"#)
        #expect(try StoredJSON.decode(SignUp.self, from: json).password.exposed == "hunter2")
    }
}
