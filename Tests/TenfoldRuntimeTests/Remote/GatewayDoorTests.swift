import TenfoldCore
import TenfoldHTTP
import TenfoldIdentity
import Testing

@testable import TenfoldRuntime

/// What a service believes of the gateway in front of it.
@Suite struct GatewayDoorTests {
    private let secret = StageSecret(Secret("0123456789abcdef"))

    private func visitor(_ fields: [(String, String)]) throws -> GatewayDoor.Visitor {
        let secret = try #require(secret)
        var all = HTTPFields()
        all.append("X-Forwarded-Proof", secret.gatewayProof)
        for (name, value) in fields { all.append(name, value) }
        return try GatewayDoor(secret: secret).visitor(of: Request(method: .get, target: "/", fields: all))
    }

    @Test func `a request without the proof is nobody's`() throws {
        let door = GatewayDoor(secret: secret)
        for proof in [nil, "", "none", "0123456789abcdef"] {
            var fields = HTTPFields()
            if let proof { fields.append("X-Forwarded-Proof", proof) }
            #expect(throws: Refusal.self, "\(proof ?? "none")") {
                try door.visitor(of: Request(method: .get, target: "/", fields: fields))
            }
        }
    }

    @Test func `the client's address is the one that the gateway found, whatever the list says`() throws {
        let visitor = try visitor([
            ("X-Forwarded-For", "192.0.2.1, 10.0.0.1"), ("X-Forwarded-Client", "192.0.2.1"),
        ])
        #expect(visitor.address == "192.0.2.1")
        #expect(visitor.principal == nil)
    }

    @Test func `whom the gateway has verified is named after its issuer too`() throws {
        let visitor = try visitor([
            ("X-Authenticated-Subject", "4%202%3a"), ("X-Authenticated-Identity", "partner"),
            ("X-Authenticated-Roles", "admin read%20only"), ("X-Authenticated-Scopes", "all"),
        ])
        #expect(visitor.principal == Principal(id: "partner:4 2:", roles: ["admin", "read only"]))
        #expect(try self.visitor([("X-Authenticated-Subject", "42")]).principal == nil, "no issuer")
    }

    @Test(arguments: ["", "a", "ä €", "50%", "%41", "a b,c\r\n", "%", "%4"])
    func `what stands in a field is read back as it was`(text: String) {
        let principal = EdgePrincipal(identity: "i", id: text)
        let line = String(decoding: principal.lines, as: UTF8.self).split(separator: "\r\n").first ?? ""
        let value = line.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
        #expect(PrincipalFields.unescaped(String(value)) == text)
    }
}
