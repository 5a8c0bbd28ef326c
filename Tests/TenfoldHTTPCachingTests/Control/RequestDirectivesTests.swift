import NIOCore
import TenfoldHTTP
import Testing

@testable import TenfoldHTTPCaching

/// RFC 9111, section 5.2.1.
@Suite struct RequestDirectivesTests {
    private func parse(_ lines: String...) -> RequestDirectives {
        var directives = RequestDirectives()
        for line in lines {
            let bytes = Array(line.utf8)
            directives.take(0..<bytes.count, bytes.span)
        }
        return directives
    }

    @Test func `5.2.1: every directive is known`() {
        let directives = parse(
            "no-cache, no-store, No-Transform, only-if-cached, max-age=1, min-fresh=\"2\"", "max-stale=3")
        #expect(directives.flags == [.noCache, .noStore, .noTransform, .onlyIfCached])
        #expect(directives.maxAge == 1)
        #expect(directives.minFresh == 2)
        #expect(directives.maxStale == 3)
        #expect(parse("stale-if-error=9").staleIfError == 9)
    }

    @Test func `5.2.1.2: max-stale without a value means any`() {
        #expect(parse("max-stale").maxStale == DeltaSeconds.limit)
        #expect(parse("max-stale, max-stale=5").maxStale == 5)
        #expect(parse("max-stale=x").maxStale == 0)
        #expect(parse("max-stale x").maxStale == 0)
    }

    @Test func `of what is said twice or not readable the stricter counts`() {
        #expect(parse("max-age=9, max-age=4").maxAge == 4)
        #expect(parse("max-age=nine").maxAge == 0)
        #expect(parse("min-fresh=4, min-fresh=9").minFresh == 9)
        #expect(parse("min-fresh=x").minFresh == DeltaSeconds.limit)
        #expect(parse("x=\"no-store").flags == .noStore)
    }

    @Test func `5.4: Pragma counts only without Cache-Control`() throws {
        func facts(_ fields: [String]) throws -> RequestFacts {
            let head = try RequestHead("/", fields)
            return RequestFacts(head.head, head.bytes.readableBytesUInt8Span)
        }
        #expect(try facts(["Pragma: no-cache"]).directives.flags == .noCache)
        #expect(try facts(["Pragma: x, No-Cache"]).directives.flags == .noCache)
        #expect(try facts(["Pragma: no-cache", "Cache-Control: max-age=1"]).directives.flags == [])
        #expect(try facts(["Pragma: x"]).directives.flags == [])
    }
}
