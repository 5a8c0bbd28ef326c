import FoundationEssentials
import Testing

@testable import TenfoldCore

@Suite struct RefusalTests {
    @Test func `each kind has its HTTP status`() {
        let statuses = Refusal.Kind.allCases.map { Refusal($0, code: "x", "y").status }
        #expect(statuses == [400, 401, 403, 404, 409, 422, 429])
    }

    @Test func `a recorded refusal is read back the same`() throws {
        var refusal = Refusal.invalid([FieldError(field: "lines[0].quantity", message: "must be at least 1")])
        refusal.retryAfterSeconds = 3
        #expect(try StoredJSON.decode(Refusal.self, from: StoredJSON.encode(refusal)) == refusal)
    }

    @Test func `the short forms have the kind their name says`() {
        #expect(Refusal.notFound("a", "b").kind == .notFound)
        #expect(Refusal.conflict("a", "b").kind == .conflict)
        #expect(Refusal.forbidden("a", "b").kind == .forbidden)
        #expect(Refusal.unauthenticated("a", "b").kind == .unauthenticated)
        #expect(Refusal.invalid([]).code == "tenfold.invalid")
    }
}

@Suite struct FaultTests {
    @Test(arguments: [
        Fault.Code.deadlineExceeded, .unknownOutcome, .unavailable, .wrongShard, .storageFull, .cancelled,
    ])
    func `trying again can help after`(code: Fault.Code) { #expect(Fault(code, "x").isRetriable) }

    @Test(arguments: [
        Fault.Code.suspendedInTransaction, .transactionIsDead, .undeclared, .unexpectedRow, .statementFailed,
        .programming,
    ])
    func `trying again cannot help after`(code: Fault.Code) { #expect(!Fault(code, "x").isRetriable) }

    @Test func `a fault says its code and its sentence`() {
        #expect("\(Fault(.unavailable, "no room"))" == "unavailable: no room")
    }
}

@Suite struct StoredJSONTests {
    private struct Value: Codable, Equatable {
        var b: String
        var a: Date
        var none: Int?
    }

    @Test func `the form is stable: sorted keys, plain slashes, RFC 3339 times, no nulls`() throws {
        let value = Value(b: "a/b", a: Date(millisecondsSince1970: 1_769_860_800_001), none: nil)
        let json = try StoredJSON.encode(value)
        #expect(String(decoding: json, as: UTF8.self) == #"{"a":"2026-01-31T12:00:00.001Z","b":"a/b"}"#)
        #expect(try StoredJSON.decode(Value.self, from: json).a.millisecondsSince1970 == 1_769_860_800_001)
    }

    @Test func `a time that is none is an error that names its place`() {
        let error = #expect(throws: DecodingError.self) {
            try StoredJSON.decode(Value.self, from: Array(#"{"a":"yesterday","b":""}"#.utf8))
        }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("not dataCorrupted: \(String(describing: error))")
            return
        }
        #expect(context.codingPath.map(\.stringValue) == ["a"])
    }
}

@Suite struct PrincipalTests {
    @Test func `a principal owns its own id alone`() {
        let id = ID<Never>(high: 7, low: 8)
        let principal = Principal(id, roles: ["admin"])
        #expect(principal.owns(id))
        #expect(!principal.owns(ID<Never>(high: 7, low: 9)))
        #expect(principal.id(as: Never.self) == id)
        #expect(principal.isAdmin)
        #expect(!Principal(id: "worker").isAdmin)
        #expect(Principal(id: "worker").id(as: Never.self) == nil)
    }
}
