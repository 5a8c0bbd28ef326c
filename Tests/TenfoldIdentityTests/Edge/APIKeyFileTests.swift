import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct APIKeyFileTests {
    private let one = String(repeating: "1", count: 64)
    private let two = String(repeating: "2", count: 64)

    private func parse(_ text: String) throws(APIKeyFile.Faults) -> [APIKeyEntry] {
        try APIKeyFile.parse(Array(text.utf8))
    }

    private func faults(_ text: String) -> [String] {
        do throws(APIKeyFile.Faults) {
            _ = try parse(text)
            return []
        } catch {
            return error.lines.map(\.description)
        }
    }

    @Test func `a line tells all there is to know of a key`() throws {
        let entries = try parse(
            """
            # Keys of partners
            acme \(one) scopes=orders:read,orders:write roles=buyer plan=gold principal=org/7 expires=2027-01-01

            \tbobs-shop@2\t \(two)   disabled  expires=2027-01-01T12:00:00+02:00
              # the end
            """)
        #expect(entries.map(\.name) == ["acme", "bobs-shop@2"])
        #expect(entries[0].digest == TokenDigest(hexadecimal: one.utf8))
        #expect(entries[0].principal == Principal(id: "org/7", roles: ["buyer"]))
        #expect(entries[0].scopes == ["orders:read", "orders:write"])
        #expect(entries[0].plan == "gold" && !entries[0].isDisabled)
        #expect(entries[0].expiresAtSeconds == 1_798_761_600)
        #expect(entries[1].principal == Principal(id: "bobs-shop@2"))
        #expect(entries[1].scopes.isEmpty && entries[1].plan == nil && entries[1].isDisabled)
        #expect(entries[1].expiresAtSeconds == 1_798_797_600)
    }

    @Test func `lines may end as files of other systems do`() throws {
        #expect(try parse("a \(one)\r\n\r\nb \(two) disabled\r\n").map(\.isDisabled) == [false, true])
        #expect(try parse("").isEmpty)
        #expect(try parse("\n\n# nothing").isEmpty)
    }

    @Test func `the line for a new key is read again`() throws {
        let key = APIKey.generate()
        let entries = try parse(APIKeyLine.text(name: "acme", key: key))
        let found = try APIKeys(entries, identity: "keys").identify(Array(key.exposed.utf8).span, nowSeconds: 0)
        #expect(found.name == "acme")
        #expect(APIKeyLine.fault(inName: "acme") == nil && APIKeyLine.fault(inName: "a b") != nil)
    }

    @Test(arguments: [
        ("a", "64 hexadecimal digits"), ("a 12", "64 hexadecimal digits"), ("a HASH", "64 hexadecimal digits"),
        ("a disabled", "64 hexadecimal digits"), ("a/b 1", "a name has"), ("é 1", "a name has"),
        ("\(String(repeating: "a", count: 65)) 1", "a name has"),
    ])
    func `a name and a digest come first`(line: String, text: String) {
        let faults = self.faults("\n" + line)
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("line 2: ") == true && faults.first?.contains(text) == true, "\(faults)")
    }

    @Test(arguments: [
        ("scope=a", "not known"), ("Disabled", "not known"), ("disabled=true", "not known"), ("scopes", "not known"),
        ("plan=a plan=b", "plan is given twice"), ("disabled disabled", "disabled is given twice"),
        ("scopes=", "cannot be one of scopes"), ("scopes=a,,b", "cannot be one of scopes"),
        ("scopes=a,b\"", "cannot be one of scopes"), ("roles=a/b", "cannot be one of roles"),
        ("plan=", "cannot be a plan"),
        ("plan=a,b", "cannot be a plan"), ("principal=", "a principal has"), ("expires=2027-13-01", "no day"),
        ("expires=2027-02-30", "no day"), ("expires=tomorrow", "no day"), ("expires=", "no day"),
        ("# note", "not known"),
        ("expires=2027-1-1", "no day"),
    ])
    func `what else a line says must be known, once and right`(attributes: String, text: String) {
        let faults = self.faults("a \(one) \(attributes)")
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("line 1: ") == true && faults.first?.contains(text) == true, "\(faults)")
    }

    @Test func `names and keys that come twice are told with the first line`() {
        let text = "a \(one)\nb \(two)\n\na \(String(repeating: "3", count: 64))\nc \(two)"
        #expect(faults(text) == ["line 4: the name a is that of line 1 too", "line 5: the key is that of line 2 too"])
    }

    @Test func `text that is no UTF-8 is told with its line`() {
        let bytes = Array("a \(one)\nb \(two) plan=".utf8) + [0xff]
        let faults = #expect(throws: APIKeyFile.Faults.self) { try APIKeyFile.parse(bytes) }
        #expect(faults?.description == "line 2: it is no UTF-8")
    }

    @Test func `files, lines and faults are bounded`() {
        #expect(faults(String(repeating: "x\n", count: 100)).count == 20)
        #expect(faults(String(repeating: "\n", count: 10_000)) == ["the file has 10001 lines, at most 10000"])
        #expect(faults(String(repeating: " ", count: 1_048_577)) == ["the file has 1048577 bytes, at most 1048576"])
        #expect(faults("a \(one) \(String(repeating: " ", count: 4096))").first?.contains("at most 4096") == true)
    }
}
