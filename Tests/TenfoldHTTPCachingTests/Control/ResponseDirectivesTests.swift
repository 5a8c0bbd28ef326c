import Testing

@testable import TenfoldHTTPCaching

/// RFC 9111, section 5.2.2, and RFC 5861.
@Suite struct ResponseDirectivesTests {
    private func parse(_ lines: String...) -> ResponseDirectives {
        var directives = ResponseDirectives()
        for line in lines {
            let bytes = Array(line.utf8)
            directives.take(0..<bytes.count, bytes.span)
        }
        return directives
    }

    @Test(arguments: [
        ("no-store", ResponseDirectives.Flags.noStore), ("No-Cache", .noCache), ("PRIVATE", .isPrivate),
        ("public", .isPublic), ("must-revalidate", .mustRevalidate), ("proxy-revalidate", .proxyRevalidate),
        ("must-understand", .mustUnderstand), ("no-transform", .noTransform),
    ])
    func `5.2.2: each directive is known, whatever its case`(text: String, flag: ResponseDirectives.Flags) {
        #expect(parse(text).flags == flag)
        #expect(parse("\t, ,x=1, \(text) ,").flags == flag)
    }

    @Test func `5.2.2: seconds are read plain and quoted, in one line or several`() {
        let directives = parse("max-age=60, s-maxage=\"30\"", "stale-while-revalidate=5,stale-if-error=\"7\"")
        #expect(directives.maxAge == 60)
        #expect(directives.sharedMaxAge == 30)
        #expect(directives.staleWhileRevalidate == 5)
        #expect(directives.staleIfError == 7)
        #expect(directives.flags.isEmpty)
    }

    @Test(arguments: [
        "max-age", "max-age=", "max-age=x", "max-age=-1", "max-age=1.5", "max-age=1s", "max-age =60", "max-age= 60",
        "max-age=\"\"", "max-age=\"6\\0\"", "max-age=60 x", "max-age='60'", "max-age=60;x",
    ])
    func `4.2.1: a max-age that cannot be read means that the response is stale`(text: String) {
        #expect(parse(text).maxAge == 0)
    }

    @Test func `1.2.2: a number beyond the largest counts as the largest`() {
        #expect(parse("max-age=2147483647").maxAge == 2_147_483_647)
        #expect(parse("max-age=2147483648").maxAge == 1 << 31)
        #expect(parse("max-age=99999999999999999999999999").maxAge == 1 << 31)
    }

    @Test func `4.2.1: of several values the least counts`() {
        #expect(parse("max-age=60, max-age=10, max-age=30").maxAge == 10)
        #expect(parse("max-age=60", "max-age=x").maxAge == 0)
        #expect(parse("s-maxage=5", "s-maxage=3").sharedMaxAge == 3)
    }

    @Test func `5.2: unknown directives mean nothing, and what they quote neither`() {
        let directives = parse("foo=\"a, no-store, max-age=5\", community=\"UCI\", bar, max-age=60")
        #expect(directives == parse("max-age=60"))
    }

    @Test func `a quote without an end may hide anything, and is told`() {
        #expect(parse("foo=\"bar, no-store").flags == .unreadable)
        #expect(parse("max-age=60, private=\"x").flags.contains(.unreadable))
        #expect(parse("max-age=60, x\"y").flags.contains(.unreadable))
        #expect(parse("foo=\"bar\\\"").flags == .unreadable)
        #expect(parse("foo=\"b\\\"ar\"").flags.isEmpty)
    }

    @Test func `an argument where none belongs leaves the directive what it is`() {
        #expect(parse("no-store=1").flags == .noStore)
        #expect(parse("must-revalidate=\"x\"").flags == .mustRevalidate)
    }

    @Test func `5.2.2.4 and 5.2.2.7: a qualified directive is for the fields that it names`() {
        let text = "private=\"X-Foo, Set-Cookie\", no-cache=x-bar"
        let directives = parse(text)
        let bytes = Array(text.utf8)
        #expect(directives.flags.isEmpty)
        #expect(
            directives.withheld.map { String(decoding: bytes[$0], as: UTF8.self) } == ["X-Foo", "Set-Cookie", "x-bar"])
    }

    @Test(arguments: ["private=\"\"", "private=", "private=\"a b\"", "private=\"a,(\"", "private=\"x\" y"])
    func `5.2.2.4: a qualified directive that names no fields is an unqualified one`(text: String) {
        #expect(parse(text).flags.contains(.isPrivate))
    }

    @Test func `the unqualified directive wins over the qualified`() {
        #expect(parse("private=\"x\", private").flags.contains(.isPrivate))
        let many = (0..<17).map { "f\($0)" }.joined(separator: ",")
        #expect(parse("no-cache=\"\(many)\"").flags == .noCache)
    }
}
