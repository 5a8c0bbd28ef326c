import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// How one attempt at a call ended: what it tells of the endpoint, and what it means for the call.
struct AttemptResult {
    enum Ending {
        case replied(ByteBuffer)
        /// The other side's considered no.
        case refused(Refusal)
        case failed(Failure)
    }

    struct Failure {
        let fault: Fault
        /// Whether it may go well another time.
        var isWorthRepeating = true
        /// Whether the other side may have done something.
        var mayHaveHadEffect = true
        /// Whether asking again adds to the work of a server that is there: then only the outermost caller does.
        var multipliesWork = true
    }

    let outcome: AttemptOutcome
    let ending: Ending

    /// The reply; throws what the call ends with otherwise.
    func reply() throws -> ByteBuffer {
        switch ending {
        case .replied(let body): return body
        case .refused(let refusal): throw refusal
        case .failed(let failure): throw failure.fault
        }
    }

    init(_ response: ClientResponse, from service: String, _ call: OutgoingCall) {
        if response.status == .ok {
            self.init(.success, .replied(response.body))
            return
        }
        let bytes = Array(response.body.readableBytesView)
        guard let error = try? StreamingJSON.decode(ConnectError.self, from: bytes) else {
            self.init(Self.failure(ofStatus: response.status.code, service, call))
            return
        }
        switch error.original {
        case let refusal as Refusal: self.init(.success, .refused(refusal))
        case let fault as Fault: self.init(fault)
        case let other: self.init(other)
        }
    }

    /// No whole response came.
    init(_ error: HTTPClientError, from service: String, _ call: OutgoingCall) {
        let sentence = "\(call.message) to service \(service): \(error.message)"
        switch (error.code, error.reach) {
        case (.cannotConnect, _), (.connectionClosed, .unsent):
            self.init(
                .unreachable,
                Failure(fault: Fault(.unavailable, sentence), mayHaveHadEffect: false, multipliesWork: false))
        case (.poolFull, _), (.waitedTooLong, _):
            self.init(.shed, Failure(fault: Fault(.unavailable, sentence), mayHaveHadEffect: false))
        case (.connectionClosed, let reach):
            // A kept connection that the other side let go says nothing of it; one that broke in a call says it is gone.
            self.init(
                reach == .stale ? .cancelled : .unreachable,
                Failure(fault: Fault(call.lossCode, sentence), multipliesWork: false))
        case (.timedOut, _):
            self.init(.failure, Failure(fault: Fault(.deadlineExceeded, sentence)))
        default:
            self.init(
                .failure,
                Failure(
                    fault: Fault(call.lossCode, sentence), isWorthRepeating: false))
        }
    }

    /// The other side's fault, or one of this side before anything was sent.
    init(_ error: any Error) {
        guard let fault = error as? Fault else {
            let fault =
                error is CancellationError
                ? Fault(.cancelled, "the caller is gone") : Fault(.programming, String(describing: error))
            self.init(.cancelled, Failure(fault: fault, isWorthRepeating: false))
            return
        }
        if fault.code == .overloaded {
            self.init(.shed, Failure(fault: fault, mayHaveHadEffect: false))
            return
        }
        let isOutOfOrder = fault.code == .unavailable || fault.code == .wrongShard || fault.code == .cancelled
        self.init(
            isOutOfOrder || fault.code == .storageFull || fault.code == .deadlineExceeded ? .failure : .success,
            Failure(fault: fault, isWorthRepeating: isOutOfOrder || fault.code == .unknownOutcome))
    }

    private init(_ outcome: AttemptOutcome, _ failure: Failure) { self.init(outcome, .failed(failure)) }

    private init(_ outcome: AttemptOutcome, _ ending: Ending) {
        self.outcome = outcome
        self.ending = ending
    }

    private init(_ failure: (AttemptOutcome, Failure)) { self.init(failure.0, .failed(failure.1)) }

    /// An answer that is not the protocol's: from before the handler, or from something else that listens there.
    private static func failure(
        ofStatus status: Int, _ service: String, _ call: OutgoingCall
    ) -> (AttemptOutcome, Failure) {
        switch status {
        case 404:
            let sentence =
                "service \(service) does not answer \(call.message): start its new version before its callers'"
            return (.failure, Failure(fault: Fault(.unavailable, sentence), mayHaveHadEffect: false))
        case 429, 503:
            let sentence = "service \(service) has no room for \(call.message)"
            return (.shed, Failure(fault: Fault(.unavailable, sentence), mayHaveHadEffect: false))
        default:
            let sentence = "service \(service) answered \(call.message) with status \(status)"
            return (.failure, Failure(fault: Fault(.programming, sentence), isWorthRepeating: false))
        }
    }
}
