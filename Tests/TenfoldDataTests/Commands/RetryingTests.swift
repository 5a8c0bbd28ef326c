import TenfoldCore
import Testing

@testable import TenfoldData

struct RetryingTests {
    private let retrying = Retrying(
        pacing: Pacing(now: { .now }, sleep: { _ in }, random: { 0 }))

    private func outcome(_ codes: [Fault.Code?]) async -> Fault.Code? {
        await faultCode {
            try await retrying.run { attempt in
                if let code = codes[min(attempt, codes.count - 1)] { throw Fault(code, "") }
            }
        }
    }

    @Test func `an unknown outcome is tried again until it is known`() async {
        #expect(await outcome([.unknownOutcome, .wrongShard, nil]) == nil)
        #expect(await outcome([.unknownOutcome]) == .unknownOutcome)
    }

    @Test func `that a later attempt changed nothing does not settle what an earlier one did`() async {
        for code in [Fault.Code.storageFull, .unavailable, .deadlineExceeded] {
            #expect(await outcome([.unknownOutcome, code]) == .unknownOutcome)
            #expect(await outcome([.wrongShard, code]) == code)
            #expect(await outcome([code]) == code)
        }
        #expect(await outcome([.unknownOutcome, .programming]) == .programming)
    }
}
