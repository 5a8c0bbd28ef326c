import FoundationEssentials
import NIOCore
import TenfoldCore
import TenfoldHTTP
import Testing

@testable import TenfoldRuntime

private struct Book: Command, Validated {
    struct Guest: Codable, Sendable {
        var name: String
        var age: Int
    }
    enum Meal: String, Codable, Sendable, CaseIterable {
        case none, breakfast
    }
    static let name = "hotel.Book"
    var room: ID<Guest>
    var email: String
    var nights: Int
    var meal: Meal
    var password: Secret<String>
    var guests: [Guest]
    var note: String?
    var arrives: Date

    func validate(_ check: inout Checks<Book>) {
        check(\.email, .isEmail)
        check(\.nights, .within(1...30))
        check(\.password, .length(12...))
    }
}

@Suite("Bodies become messages")
struct FieldDecodingTests {
    private let room = "0190a5b0-0000-7abc-8000-000000000001"

    private func decode(_ json: String, path: [(String, String)] = [], query: String = "") throws -> Book {
        let request = Request(
            method: .post, target: "/rooms" + query, fields: [:],
            parameters: PathParameters(names: path.map(\.0), values: path.map(\.1)), remoteAddress: "127.0.0.1",
            body: .empty)
        return try MessageBodyDecoding.message(
            Book.self, from: request, body: ByteBuffer(string: json), coder: StreamingJSONCoder())
    }

    private func errors(_ json: String, path: [(String, String)] = []) -> [String: String] {
        do {
            _ = try decode(json, path: path)
            return [:]
        } catch let refusal as Refusal {
            return Dictionary(refusal.errors.map { ($0.field, $0.message) }, uniquingKeysWith: { first, _ in first })
        } catch { return ["": String(describing: error)] }
    }

    private let good = """
        {"email":"a@b.test","nights":2,"meal":"none","password":"correct horse","guests":[{"name":"x","age":3}],
        "arrives":"2026-01-31T12:00:00Z"}
        """

    @Test("a path parameter and a body make one message")
    func whole() throws {
        let book = try decode(good, path: [("room", room)])
        #expect(book.room.description == room)
        #expect(book.guests.first?.age == 3)
        #expect(book.note == nil)
        #expect(book.arrives == Date(timeIntervalSince1970: 1_769_860_800))
    }

    @Test("every wrong field is told at once, with its path, wrong types and failed checks together")
    func all() {
        let found = errors(
            #"{"email":"no","nights":"two","meal":"dinner","guests":[{"name":"x"},{"name":5,"age":1}],"arrives":"soon"}"#,
            path: [("room", room)])
        #expect(found["email"] == "must be an email address")
        #expect(found["nights"] == "must be a whole number")
        #expect(found["meal"] == "must be one of none, breakfast")
        #expect(found["password"] == "is required")
        #expect(found["guests[0].age"] == "is required")
        #expect(found["guests[1].name"] == "must be text")
        #expect(found["arrives"] == "must be a time such as 2026-01-31T12:00:00Z")
        #expect(found.count == 7)
    }

    @Test("a hundred wrong fields are told, and no more")
    func many() {
        let list = "[" + repeatElement(#"{"name":1,"age":2}"#, count: 20_000).joined(separator: ",") + "]"
        let found = errors(#"{"guests":\#(list),"nights":"two"}"#, path: [("room", room)])
        #expect(found.count == 100)
        #expect(found["guests[0].name"] == "must be text")
    }

    @Test("an empty body misses every required field")
    func empty() {
        #expect(
            Set(errors("{}", path: [("room", room)]).keys) == [
                "email", "nights", "meal", "password", "guests", "arrives",
            ])
        #expect(
            Set(errors("", path: [("room", room)]).keys) == [
                "email", "nights", "meal", "password", "guests", "arrives",
            ])
    }

    @Test("a body that repeats a path parameter is refused")
    func repeated() {
        let json = good.replacing("{\"email\"", with: "{\"room\":\"\(room)\",\"email\"")
        #expect(errors(json, path: [("room", room)])["room"]?.contains("must not be repeated") == true)
    }

    @Test("broken JSON is malformed, not invalid")
    func broken() {
        #expect(throws: Refusal(.malformed, code: "tenfold.malformed-json", "The body is not valid JSON.")) {
            _ = try decode("{\"email\":", path: [("room", room)])
        }
    }

    @Test("a list where an object must be is invalid")
    func list() { #expect(errors("[1]", path: [("room", room)]).values.contains("must be an object")) }

    @Test("a path that is no id is not found")
    func badPath() {
        #expect { _ = try decode(good, path: [("room", "42")]) } throws: { ($0 as? Refusal)?.kind == .notFound }
    }

    @Test("query items fill fields, and numbers are read from their text")
    func query() throws {
        let json = good.replacing("\"nights\":2,", with: "")
        #expect(try decode(json, path: [("room", room)], query: "?nights=4&other=1").nights == 4)
    }

    @Test("null is told apart from missing")
    func null() {
        let json = good.replacing("\"nights\":2", with: "\"nights\":null")
        #expect(errors(json, path: [("room", room)])["nights"] == "must not be null")
    }
}
