import TenfoldCore
import TenfoldHTTP
import Testing

@testable import TenfoldRuntime

@Suite struct ClientAddressFieldTests {
    private func fields(of address: String) throws -> HTTPFields {
        var fields: HTTPFields = [:]
        try CallFields.write(
            Call(remoteAddress: address), key: nil, attempt: 0, remaining: .seconds(1), into: &fields)
        return fields
    }

    @Test(arguments: ["203.0.113.7", "2001:db8::1"]) func `an address is a field, and nothing else`(address: String)
        throws
    {
        let fields = try fields(of: address)
        #expect(fields[ClientAddressField.name] == address && fields[WireCall.fieldName] == nil)
        #expect(try CallFields.read(Request(method: .post, target: "/", fields: fields)).remoteAddress == address)
    }

    @Test(arguments: ["", "a b", "a\r\nX: y", String(repeating: "x", count: 65)])
    func `what cannot stand in a field arrives all the same`(address: String) throws {
        let fields = try fields(of: address)
        #expect(fields[ClientAddressField.name] == nil)
        #expect(try CallFields.read(Request(method: .post, target: "/", fields: fields)).remoteAddress == address)
    }

    @Test func `an address that is too long is refused`() {
        let request = Request(
            method: .post, target: "/", fields: [ClientAddressField.name: String(repeating: "x", count: 65)])
        #expect(throws: Refusal.self) { try CallFields.read(request) }
    }
}
