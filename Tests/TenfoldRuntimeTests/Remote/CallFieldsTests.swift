import FoundationEssentials
import TenfoldCore
import TenfoldHTTP
import Testing

@testable import TenfoldRuntime

@Suite struct CallFieldsTests {
    private func carried(_ call: Call, key: String? = nil, attempt: Int = 0, remaining: Duration = .seconds(5)) throws
        -> Call
    {
        var fields: HTTPFields = [:]
        try CallFields.write(call, key: key, attempt: attempt, remaining: remaining, into: &fields)
        return try CallFields.read(Request(method: .post, target: "/shop.accounts/Find", fields: fields))
    }

    @Test func `the whole context arrives`() throws {
        let event = EventMetadata(
            id: .new(in: Bucket(7), atMilliseconds: 1, using: &Self.random), name: "accounts.UserCreated", key: "k",
            sequence: 3, occurredAt: Date(timeIntervalSince1970: 1_700_000_000), attempt: 2)
        let trace = try #require(
            TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", tracestate: "a=b"))
        let call = Call(
            principal: Principal(id: "Zoë\n\"", roles: ["admin", "clerk"]), priority: .critical, trace: trace,
            requestID: RequestID("mine"), remoteAddress: "203.0.113.7", event: event)
        let got = try carried(call, key: "key-1", attempt: 2)
        #expect(got.principal == call.principal)
        #expect(got.priority == .critical && got.attempt == 2 && got.idempotencyKey == "key-1")
        #expect(got.requestID == call.requestID && got.remoteAddress == "203.0.113.7" && got.event == event)
        #expect(got.trace?.traceID == trace.traceID && got.trace?.tracestate == "a=b")
        #expect(got.isForwarded)
    }

    @Test func `a call that says nothing costs one field`() throws {
        var fields: HTTPFields = [:]
        try CallFields.write(Call(), key: nil, attempt: 0, remaining: .seconds(1), into: &fields)
        #expect(fields.map(\.name) == [CallFields.timeout])
        let got = try carried(Call())
        #expect(got.principal == nil && got.priority == .normal && got.attempt == 0 && got.event == nil)
    }

    @Test func `the time that is left is rounded down, and never to none`() throws {
        for (remaining, text) in [
            (Duration.microseconds(2_999), "2"), (.microseconds(1), "1"), (.seconds(86_400 * 365), "9999999999"),
        ] {
            var fields: HTTPFields = [:]
            try CallFields.write(Call(), key: nil, attempt: 0, remaining: remaining, into: &fields)
            #expect(fields[CallFields.timeout] == text)
        }
    }

    @Test(arguments: ["", "-1", "1.5", "12345678901", "soon"]) func `a timeout that is none is refused`(text: String) {
        let request = Request(method: .post, target: "/", fields: [CallFields.timeout: text])
        #expect(throws: Refusal.self) { try CallFields.read(request) }
    }

    @Test func `a context that is broken or too large is refused`() {
        let large = #"{"remoteAddress":""# + String(repeating: "x", count: WireCall.longest) + #""}"#
        for text in ["{", "[]", #"{"priority":9}"#, large] {
            let request = Request(method: .post, target: "/", fields: [WireCall.fieldName: text])
            #expect(throws: Refusal.self) { try CallFields.read(request) }
        }
    }

    @Test func `a member that a newer build sends is passed over`() throws {
        let request = Request(
            method: .post, target: "/", fields: [WireCall.fieldName: #"{"attempt":1,"colour":"blue"}"#])
        #expect(try CallFields.read(request).attempt == 1)
    }

    private static var random: SystemRandomNumberGenerator {
        get { SystemRandomNumberGenerator() }
        set {}
    }
}
