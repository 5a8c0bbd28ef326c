import TenfoldCore
import Testing

@testable import TenfoldRuntime

@Suite struct ConnectErrorTests {
    private func overTheWire(_ error: ConnectError) throws -> any Error {
        try StreamingJSON.decode(ConnectError.self, from: StreamingJSON.encode(error)).original
    }

    @Test(arguments: Refusal.Kind.allCases) func `a refusal arrives as it was thrown`(kind: Refusal.Kind) throws {
        let refusal = Refusal(
            kind, code: "shop.no", "Nicht heute, Zoë.",
            errors: [FieldError(field: "lines[0].quantity", message: "must be 1")],
            retryAfterSeconds: 7)
        #expect(try overTheWire(ConnectError(refusal)) as? Refusal == refusal)
    }

    @Test(arguments: [
        Fault.Code.deadlineExceeded, .unavailable, .overloaded, .unknownOutcome, .programming, .storageFull,
    ])
    func `a fault arrives with its code and sentence`(code: Fault.Code) throws {
        let fault = Fault(code, "a sentence with \"quotes\" and \\ signs")
        #expect(try overTheWire(ConnectError(fault)) as? Fault == fault)
    }

    @Test func `another server's error is read by the protocol's own code`() throws {
        let codes = [
            "deadline_exceeded": Fault.Code.deadlineExceeded, "unavailable": .unavailable,
            "unimplemented": .unavailable,
            "unknown": .unknownOutcome, "data_loss": .programming,
        ]
        for (code, expected) in codes {
            let error = ConnectError(code: code, message: "so it is", details: nil)
            #expect((try overTheWire(error) as? Fault)?.code == expected, "\(code)")
        }
    }

    @Test func `a detail that is not ours is passed over`() throws {
        var error = try ConnectError(Refusal.notFound("shop.gone", "It is gone."))
        error.details?.insert(.init(type: "google.rpc.DebugInfo", value: "AAEC"), at: 0)
        #expect((try overTheWire(error) as? Refusal)?.code == "shop.gone")
        error.details = [.init(type: "tenfold.Refusal", value: "not base64!")]
        #expect((try overTheWire(error) as? Fault)?.code == .programming)
    }
}
