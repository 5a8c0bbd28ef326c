import NIOCore
import TenfoldHTTP
import Testing

@testable import TenfoldHTTPCaching

/// RFC 9111, section 4.1.
@Suite struct VarySelectionTests {
    private func names(_ lines: String...) throws -> VaryNames.Parsed {
        let head = try ResponseHead("200 OK", lines.map { "Vary: \($0)" } + ["Content-Length: 0"])
        let facts = ResponseFacts(head.head, head.bytes, toHead: false, surrogateNames: [], now: 0)
        return VaryNames.parse(facts.varyValues, in: head.bytes.readableBytesUInt8Span)
    }

    private func values(_ name: String, _ fields: String...) throws -> [UInt8]? {
        guard case .some(let names) = try names(name) else { return nil }
        let head = try RequestHead("/", fields)
        return VarySelection.values(names, of: head.head, in: head.bytes.readableBytesUInt8Span)
    }

    @Test func `names are lists over all lines, in any case and order`() throws {
        #expect(try names("Accept, accept-LANGUAGE") == names("accept-language", "ACCEPT,,accept"))
        #expect(try names("Accept") != names("Accept-Language"))
    }

    @Test(arguments: [
        "*", "Accept, *", "a b", "X-Forwarded-For", "x-real-ip", "Forwarded", "X-Authenticated-User", "(x)",
    ])
    func `no other request is told to be the same`(value: String) throws {
        #expect(try names(value) == .unusable)
    }

    @Test func `more names than anybody needs are unusable`() throws {
        let many = (0..<17).map { "f\($0)" }.joined(separator: ",")
        #expect(try names(many) == .unusable)
    }

    @Test func `what is in the key needs no selection`() throws {
        #expect(try names("Host, X-Forwarded-Proto, x-forwarded-host") == .none)
        #expect(try names("") == .none)
    }

    @Test func `blanks around commas and the spread over lines mean nothing`() throws {
        let plain = try values("X", "X: a,b")
        #expect(try values("X", "X: a ,\tb ") == plain)
        #expect(try values("X", "X: a", "X: b") == plain)
        #expect(try values("X", "X: a b") != plain)
        #expect(try values("X", "X: ab") != values("X", "X: a b"))
        #expect(try values("X", "X: A,b") != plain)
        #expect(try values("X", "X: b,a") != plain)
    }

    @Test func `within quotes everything counts`() throws {
        #expect(try values("X", "X: \"a, b\"") != values("X", "X: \"a,b\""))
        #expect(try values("X", "X: \"a, b\" , c") == values("X", "X: \"a, b\",c"))
    }

    @Test func `absent and empty differ`() throws {
        #expect(try values("X") != values("X", "X: "))
        #expect(try values("X") != nil)
    }

    @Test func `12.5.3 of RFC 9110: the order and case of encodings mean nothing, their weights do`() throws {
        let plain = try values("Accept-Encoding", "Accept-Encoding: gzip, br")
        #expect(try values("Accept-Encoding", "Accept-Encoding: BR,GZIP") == plain)
        #expect(try values("Accept-Encoding", "Accept-Encoding: br", "Accept-Encoding: gzip, br") == plain)
        #expect(try values("Accept-Encoding", "Accept-Encoding: gzip, br;q=0") != plain)
        #expect(try values("Accept-Encoding", "Accept-Encoding: gzip") != plain)
        #expect(
            try values("Accept-Language", "Accept-Language: DE, en")
                == values("Accept-Language", "Accept-Language: de,en"))
        #expect(
            try values("Accept-Language", "Accept-Language: de,en")
                != values("Accept-Language", "Accept-Language: en,de"))
    }

    @Test func `values beyond the limit select nothing`() throws {
        let long = String(repeating: "x", count: VarySelection.bytesLimit + 1)
        #expect(try values("X", "X: \(long)") == nil)
        #expect(try values("X", "X: \(long.dropLast(100))") != nil)
    }

    @Test func `fields cannot be pushed into one another`() throws {
        guard case .some(let both) = try names("A, B") else {
            Issue.record("no names")
            return
        }
        func values(_ fields: [String]) throws -> [UInt8]? {
            let head = try RequestHead("/", fields)
            return VarySelection.values(both, of: head.head, in: head.bytes.readableBytesUInt8Span)
        }
        #expect(try values(["A: x", "B: y"]) != values(["A: xy", "B: "]))
        #expect(try values(["A: x"]) != values(["B: x"]))
        #expect(try values(["A: x,y"]) != values(["A: x", "B: y"]))
    }
}
