import Testing

@testable import TenfoldHTTP

/// The parser against RFC 9110 and RFC 9112, rule by rule.
struct ConformanceTests {
    static let cases =
        ConformanceCase.requestLines + ConformanceCase.targets + ConformanceCase.fieldLines + ConformanceCase.hosts
        + ConformanceCase.lengths + ConformanceCase.codings + ConformanceCase.chunks + ConformanceCase.trailers
        + ConformanceCase.connections

    @Test(arguments: cases)
    func `holds to the rule`(example: ConformanceCase) {
        let reading = Reading(example.bytes)
        switch example.outcome {
        case .refused(let status): #expect(reading.refusedStatus == status)
        case .waits:
            #expect(reading.refusedStatus == nil)
            #expect(reading.ending != .clean)
        case .accepted(let wanted):
            #expect(reading.ending == .clean)
            #expect(reading.messages.count == wanted.count)
            for (index, wanted) in wanted.enumerated() where index < reading.messages.count {
                Self.expect(reading.messages[index], reading.flags[index], wanted)
            }
        }
    }

    @Test func `there are enough rules, each told once`() {
        #expect(Self.cases.count >= 150)
        #expect(Set(Self.cases.map(\.testDescription)).count == Self.cases.count)
    }

    private static func expect(
        _ message: Reading.Message, _ flags: RequestHeadIndex.Flags, _ wanted: ConformanceCase.Wanted
    ) {
        #expect("\(message.method.latin1) \(message.target.latin1)" == wanted.line)
        #expect(message.body.latin1 == wanted.body)
        if let path = wanted.path { #expect(message.path?.latin1 ?? "" == path) }
        if let fields = wanted.fields {
            #expect(message.fields.map { "\($0.name.latin1): \($0.value.latin1)" } == fields)
        }
        if let wanted = wanted.flags {
            #expect(flags.subtracting([.hasHost, .upgradeField, .upgradeOption]) == wanted)
        }
    }
}
