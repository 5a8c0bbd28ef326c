import NIOCore
import TenfoldCore
import TenfoldResilience
import Testing

@testable import TenfoldHTTP
@testable import TenfoldRuntime

@Suite struct AttemptResultTests {
    private let query = OutgoingCall(path: "/a.b/C", message: "b.C", body: ByteBuffer(), key: nil)
    private let command = OutgoingCall(path: "/a.b/D", message: "b.D", body: ByteBuffer(), key: "k")
    private let push = OutgoingCall(
        path: "/a.b/E", message: "events", body: ByteBuffer(), key: nil, mayBeRepeated: false)
    private let endpoint = HTTPEndpoint(host: "127.0.0.1", port: 1)

    private func failure(_ result: AttemptResult) throws -> AttemptResult.Failure {
        guard case .failed(let failure) = result.ending else { throw Fault(.programming, "it did not fail") }
        return failure
    }

    @Test func `a refused connection had no effect, and anybody may try again`() throws {
        let result = AttemptResult(.cannotConnect(endpoint, "refused"), from: "s", command)
        let failure = try failure(result)
        #expect(result.outcome == .unreachable)
        #expect(failure.isWorthRepeating && !failure.mayHaveHadEffect && !failure.multipliesWork)
        #expect(failure.fault.code == .unavailable)
    }

    @Test func `a connection that broke leaves a command's outcome unknown, and a query's not done`() throws {
        for (call, code) in [(command, Fault.Code.unknownOutcome), (query, .unavailable), (push, .unknownOutcome)] {
            let result = AttemptResult(.connectionClosed(endpoint, .unknown), from: "s", call)
            let failure = try failure(result)
            #expect(result.outcome == .unreachable && failure.fault.code == code)
            #expect(failure.isWorthRepeating && failure.mayHaveHadEffect && !failure.multipliesWork)
        }
    }

    @Test func `a kept connection that went stale says nothing of its endpoint`() throws {
        let result = AttemptResult(.connectionClosed(endpoint, .stale), from: "s", query)
        #expect(result.outcome == .cancelled)
        #expect(try failure(result).isWorthRepeating)
    }

    @Test func `the other side's refusal is an answer, and its endpoint is well`() throws {
        let response = try answer(ConnectError(Refusal.conflict("b.no", "No.")))
        let result = AttemptResult(response, from: "s", command)
        #expect(result.outcome == .success)
        #expect(throws: Refusal.conflict("b.no", "No.")) { try result.reply() }
    }

    @Test func `no room is told apart from a fault, and repeated by the outermost caller alone`() throws {
        let shed = AttemptResult(try answer(ConnectError(Fault(.overloaded, "full"))), from: "s", command)
        #expect(shed.outcome == .shed)
        let failure = try failure(shed)
        #expect(failure.isWorthRepeating && failure.multipliesWork && !failure.mayHaveHadEffect)
        let bug = AttemptResult(try answer(ConnectError(Fault(.programming, "a bug"))), from: "s", command)
        #expect(bug.outcome == .success)
        #expect(try !self.failure(bug).isWorthRepeating)
    }

    @Test func `what is no answer of the protocol is understood by its status`() throws {
        for (status, outcome, code) in [
            (HTTPStatus.notFound, "failure", Fault.Code.unavailable), (.serviceUnavailable, "shed", .unavailable),
            (.internalServerError, "failure", .programming),
        ] {
            let response = ClientResponse(
                status: status, fields: [:], body: ByteBuffer(string: "<html>"), keepsConnection: true)
            let result = AttemptResult(response, from: "s", query)
            #expect(result.outcome.rawValue == outcome)
            #expect(try failure(result).fault.code == code)
        }
    }

    private func answer(_ error: ConnectError) throws -> ClientResponse {
        ClientResponse(
            status: HTTPStatus(error.status), fields: [:], body: ByteBuffer(bytes: try StreamingJSON.encode(error)),
            keepsConnection: true)
    }
}
