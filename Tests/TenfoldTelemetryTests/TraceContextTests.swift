import TenfoldCore
import Testing

@Suite struct TraceContextTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test func `the standard's example is read and written again`() throws {
        let context = try #require(TraceContext(traceparent: Self.parent))
        #expect(context.traceIDHigh == 0x0af7_6519_16cd_43dd)
        #expect(context.traceIDLow == 0x8448_eb21_1c80_319c)
        #expect(context.spanID == 0xb7ad_6b71_6920_3331)
        #expect(context.isSampled)
        #expect(context.traceparent == Self.parent)
        #expect(context.traceID == "0af7651916cd43dd8448eb211c80319c")
        #expect(context.spanIDText == "b7ad6b7169203331")
    }

    @Test(arguments: [
        "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "0f0-af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-012",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
        " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319é-b7ad6b7169203331-01",
    ])
    func `a malformed parent is refused`(_ text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test(arguments: [
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes-later",
    ])
    func `a later version is read by the part we know`(_ text: String) throws {
        let context = try #require(TraceContext(traceparent: text))
        #expect(context.traceparent == Self.parent)
    }

    @Test func `only the lowest flag means sampled`() throws {
        let unsampled = String(Self.parent.dropLast(2))
        #expect(try #require(TraceContext(traceparent: unsampled + "00")).isSampled == false)
        #expect(try #require(TraceContext(traceparent: unsampled + "fe")).isSampled == false)
        #expect(try #require(TraceContext(traceparent: unsampled + "ff")).traceparent == Self.parent)
    }

    @Test func `the state is carried up to 512 printable bytes`() {
        func carried(_ state: String) -> String? {
            TraceContext(traceparent: Self.parent, tracestate: state)?.tracestate
        }
        #expect(carried("vendor=a,other=b") == "vendor=a,other=b")
        #expect(carried(String(repeating: "a", count: 512)) != nil)
        #expect(carried(String(repeating: "a", count: 513)) == nil)
        #expect(carried("a=b\r\nSet-Cookie: c") == nil)
    }

    @Test func `a child keeps all but the span`() throws {
        var random = SystemRandomNumberGenerator()
        let context = try #require(TraceContext(traceparent: Self.parent, tracestate: "a=b"))
        let child = context.child(using: &random)
        #expect(child.traceID == context.traceID && child.isSampled && child.tracestate == "a=b")
        #expect(child.spanID != context.spanID)
    }

    @Test func `a new trace reads as what it writes, even from a source of zeros`() throws {
        struct Zeros: RandomNumberGenerator {
            func next() -> UInt64 { 0 }
        }
        var zeros = Zeros()
        var random = SystemRandomNumberGenerator()
        for context in [TraceContext(randomFrom: &zeros), TraceContext(randomFrom: &random, isSampled: false)] {
            #expect(TraceContext(traceparent: context.traceparent) == context)
        }
    }
}
