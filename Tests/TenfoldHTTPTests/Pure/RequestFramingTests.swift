import TenfoldCore
import Testing

@testable import TenfoldHTTP

struct RequestFramingTests {
    private func framing(_ fields: HTTPFields, minorVersion: Int = 1) throws(HTTPRefusal) -> RequestFraming {
        let head = RequestHead(
            method: .post, methodName: "POST", target: "/", minorVersion: minorVersion, fields: fields)
        return try RequestFraming(head, limits: HTTPLimits())
    }

    @Test func `a connection is kept in 1.1 and ends in 1.0`() throws {
        #expect(try framing(["Host": "a"]).keepsConnection)
        #expect(try !framing(["Host": "a"], minorVersion: 0).keepsConnection)
        #expect(try framing(["Connection": "Keep-Alive"], minorVersion: 0).keepsConnection)
    }

    @Test func `close is found in a list`() throws {
        #expect(try !framing(["Host": "a", "Connection": "te ,\tCLOSE"]).keepsConnection)
    }

    @Test(arguments: ["+1", "-1", "1,1", " ", "", "0x1", "1 1", "1234567890123456789"])
    func `a length that is no number is refused`(length: String) {
        let error = #expect(throws: HTTPRefusal.self) { try framing(["Host": "a", "Content-Length": length]) }
        #expect(error?.status == .badRequest)
    }

    @Test(arguments: ["gzip, chunked", "chunked, chunked", "identity", "chunked "])
    func `a coding that is not exactly chunked is refused`(coding: String) {
        let error = #expect(throws: HTTPRefusal.self) { try framing(["Host": "a", "Transfer-Encoding": coding]) }
        #expect(error?.status == .notImplemented)
    }

    @Test func `a length and a coding together are refused`() {
        #expect(throws: HTTPRefusal.self) {
            try framing(["Host": "a", "Transfer-Encoding": "chunked", "Content-Length": "1"])
        }
    }

    @Test func `a coding in 1.0 is refused`() {
        #expect(throws: HTTPRefusal.self) { try framing(["Transfer-Encoding": "chunked"], minorVersion: 0) }
    }

    @Test func `no Host, two Hosts and a list of Hosts are refused`() {
        #expect(throws: HTTPRefusal.self) { try framing([:]) }
        #expect(throws: HTTPRefusal.self) { try framing(["Host": "a", "host": "a"]) }
        #expect(throws: HTTPRefusal.self) { try framing(["Host": "a, b"]) }
    }

    @Test func `an expectation other than 100-continue is refused with 417`() {
        let error = #expect(throws: HTTPRefusal.self) { try framing(["Host": "a", "Expect": "tea"]) }
        #expect(error?.status.code == 417)
    }
}
