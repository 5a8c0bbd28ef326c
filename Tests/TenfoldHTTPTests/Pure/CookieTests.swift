import NIOCore
import TenfoldCore
import Testing

@testable import TenfoldHTTP

@Suite struct CookieTests {
    private func pairs(_ values: String...) -> [String] {
        Cookies(fieldValues: values).map { "\($0.name)|\($0.value)" }
    }

    @Test func `cookies are read in order, and the first of a name counts`() {
        let request = Request(method: .get, target: "/", fields: ["Cookie": "a=1; b=2; a=3", "cookie": "c=4"])
        #expect(request.cookies.map(\.name) == ["a", "b", "a", "c"])
        #expect(request.cookies["a"] == "1" && request.cookies["c"] == "4")
        #expect(request.cookies.values(of: "a") == ["1", "3"])
        #expect(request.cookies["A"] == nil, "case counts")
        #expect(Request(method: .get, target: "/").cookies["a"] == nil)
    }

    @Test func `values are taken as browsers send them`() {
        #expect(pairs("a=b=c==") == ["a|b=c=="])
        #expect(pairs("a=\"quoted\"; b=x y, z\\; c=") == ["a|\"quoted\"", "b|x y, z\\", "c|"])
        #expect(pairs("a=1;b=2;  c = 3\t;;") == ["a|1", "b|2", "c|3"])
        #expect(pairs("a=%20é") == ["a|%20é"])
    }

    @Test func `pairs that are none are dropped, and nothing beside them`() {
        #expect(pairs("a; =b; ==; a b=1; c[d]=1; é=1; ok=1") == ["ok|1"])
        #expect(pairs("=__Host-id=forged; id=1") == ["id|1"])
        #expect(pairs("a=1\u{1}; b=2\r\n; c=3\u{7f}; ok=4") == ["ok|4"])
        #expect(pairs("", ";", " ") == [])
    }

    @Test func `only so many are read`() {
        let many = (0..<500).map { "c\($0)=\($0)" }
        #expect(Cookies(fieldValues: [many.joined(separator: "; ")]).map(\.value) == (0..<200).map(String.init))
        #expect(Cookies(fieldValues: many).map(\.value).last == "199")
    }

    @Test func `a cookie that is set has safe defaults`() {
        #expect(SetCookie("id", "x1").fieldValue == "id=x1; Path=/; Secure; HttpOnly; SameSite=Lax")
        #expect(
            SetCookie.deleting("id").fieldValue == "id=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
        var cookie = SetCookie("id", "x1", maxAge: .seconds(60))
        (cookie.path, cookie.domain, cookie.sameSite) = ("/a b", "example.org", .strict)
        (cookie.isHTTPOnly, cookie.isSecure) = (false, false)
        #expect(cookie.fieldValue == "id=x1; Path=/a b; Domain=example.org; Max-Age=60; SameSite=Strict")
    }

    @Test(arguments: [
        "a;b", "a b", "a\r\nX: 1", "a,b", "a\"b", "a\\b", "a\u{0}", "é", String(repeating: "x", count: 4095),
    ])
    func `what would inject or be cut is not written`(text: String) throws {
        #expect(!SetCookie("id", text).isValid)
        var path = SetCookie("id", "x")
        path.path = "/a;\r\n\(text)"
        #expect(!path.isValid)
        var domain = SetCookie("id", "x")
        domain.domain = "a;\(text)"
        #expect(!domain.isValid)
        for cookie in [SetCookie("id", text), path, domain] {
            var response = Response()
            response.fields.add(cookie)
            var buffer = ByteBuffer()
            #expect(throws: ResponseEncoder.InvalidField.self) {
                try ResponseEncoder.encodeHead(
                    response, framing: .length(0), connection: .unsaid, date: [], into: &buffer)
            }
            #expect(buffer.readableBytes == 0)
        }
    }

    @Test func `a name has to be a token and to keep what its prefix promises`() {
        for name in ["", "a=b", "a;b", "a b", "é"] { #expect(!SetCookie(name, "x").isValid, "\(name)") }
        #expect(SetCookie("__Host-id", "x").isValid)
        var cookie = SetCookie("__hOST-id", "x")
        cookie.path = "/a"
        #expect(!cookie.isValid)
        cookie = SetCookie("__Host-id", "x")
        cookie.domain = "example.org"
        #expect(!cookie.isValid)
        cookie = SetCookie("__Secure-id", "x")
        cookie.isSecure = false
        #expect(!cookie.isValid)
        cookie = SetCookie("id", "x")
        (cookie.sameSite, cookie.isSecure) = (.none, false)
        #expect(!cookie.isValid)
    }

    @Test func `an answer carries several, and they come back as they were`() {
        var head = AnswerHead(status: 200)
        head.add(SetCookie("a", "1"))
        head.add(SetCookie("b", "2"))
        #expect(head.fields.map(\.name) == ["Set-Cookie", "Set-Cookie"])
        let sent = head.fields.map { $0.value.prefix { $0 != ";" } }.joined(separator: "; ")
        #expect(pairs(sent) == ["a|1", "b|2"])
    }
}
