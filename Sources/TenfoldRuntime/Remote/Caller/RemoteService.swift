import NIOCore
import Synchronization
import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// A service of the stage as its callers see it: several processes, of which each call is sent to one, and to another
/// where that one fails.
///
/// Every call passes one stack: deadline, breaker, balancer, connection; and a retry where that is safe and there is
/// budget for it.
final class RemoteService: Sendable {
    /// A command may stand in line for a writer or a password's hash: asking again sooner would only add to the line.
    private static let leastPatience = Duration.seconds(5)

    let name: String
    private let client: HTTPClient
    private let secret: StageSecret?
    private let interceptor: (any CallInterceptor)?
    private let policies: Mutex<CallPolicies>
    private let metrics: RemoteMetrics

    init(
        name: String, endpoints: [HTTPEndpoint], client: HTTPClient, secret: StageSecret?,
        interceptor: (any CallInterceptor)? = nil
    ) {
        self.name = name
        self.client = client
        self.secret = secret
        self.interceptor = interceptor
        policies = Mutex(CallPolicies(endpoints: endpoints))
        metrics = RemoteMetrics(service: name)
    }

    /// Sends the call as the present one, and again where it may be; answers the body of the reply.
    ///
    /// - Throws: the other side's `Refusal` or `Fault`; `Fault` `deadlineExceeded`, `unavailable`, or, where a command
    ///   may have had its effect, `unknownOutcome`.
    func send(_ outgoing: OutgoingCall) async throws -> ByteBuffer {
        let context = Call.current
        let deadline = context.deadline ?? .now + CallFields.defaultTimeout
        let permit = try begin()
        var tried: [HTTPEndpoint] = []
        while true {
            guard let pick = policies.withLock({ $0.pick(for: outgoing.path, excluding: tried) }) else {
                throw Fault(.unavailable, "service \(name) has no endpoints")
            }
            let result = await attempt(outgoing, context, to: pick.endpoint, number: tried.count, deadline: deadline)
            tried.append(pick.endpoint)
            policies.withLock { $0.ended(pick, outgoing.path, result.outcome) }
            metrics.count(result.outcome)
            guard case .failed(let failure) = result.ending else {
                policies.withLock { $0.ended(permit, .success) }
                return try result.reply()
            }
            guard let wait = retryAfter(failure, outgoing, attempts: tried.count, context, deadline) else {
                policies.withLock { $0.ended(permit, result.outcome) }
                throw failure.fault
            }
            metrics.countRetry()
            try await pause(wait, permit)
        }
    }

    /// Before the next attempt. A caller who is gone has told nothing about the service.
    private func pause(_ wait: Duration, _ permit: CircuitBreaker.Permit) async throws {
        guard wait > .zero else { return }
        do {
            try await Task.sleep(for: wait)
        } catch {
            policies.withLock { $0.ended(permit, .cancelled) }
            throw Fault(.cancelled, "the caller is gone")
        }
    }

    private func begin() throws -> CircuitBreaker.Permit {
        switch policies.withLock({ $0.begin() }) {
        case .admitted(let permit): return permit
        case .refused(let retryAfter):
            metrics.countRefusalByBreaker()
            throw Fault(
                .unavailable, "service \(name) failed too often lately; it is asked again in \(retryAfter)")
        }
    }

    private func attempt(
        _ outgoing: OutgoingCall, _ context: Call, to endpoint: HTTPEndpoint, number: Int,
        deadline: ContinuousClock.Instant
    ) async -> AttemptResult {
        do {
            guard policies.withLock({ $0.mayAsk(endpoint, outgoing.path, for: context) }) else {
                metrics.countKeptBack()
                throw Fault(.overloaded, "service \(name) has said that there is no room for \(outgoing.message) now")
            }
            let request = try request(outgoing, context, number: number, remaining: deadline - .now)
            let patience = patience(with: outgoing, number: number, deadline: deadline)
            let response = try await carry(request, to: endpoint, deadline: patience)
            noteWrites(of: response, in: context.session)
            noteLevel(of: response, at: endpoint, outgoing.path)
            return AttemptResult(response, from: name, outgoing)
        } catch let error as HTTPClientError {
            return AttemptResult(error, from: name, outgoing)
        } catch {
            return AttemptResult(error)
        }
    }

    /// Until when an attempt is waited for: where another could still be made elsewhere, a third of the time that is left,
    /// so that one process that stands still does not use up all of it.
    private func patience(
        with outgoing: OutgoingCall, number: Int, deadline: ContinuousClock.Instant
    ) -> ContinuousClock.Instant {
        guard outgoing.mayBeRepeated, number == 0, policies.withLock({ $0.hasChoice }) else { return deadline }
        return min(deadline, .now + max((deadline - .now) / 3, Self.leastPatience))
    }

    private func carry(
        _ request: ClientRequest, to endpoint: HTTPEndpoint, deadline: ContinuousClock.Instant
    ) async throws -> ClientResponse {
        guard let interceptor else { return try await client.send(request, to: endpoint, deadline: deadline) }
        return try await interceptor.send(to: endpoint) { [client] in
            try await client.send(request, to: endpoint, deadline: deadline)
        }
    }

    private func request(
        _ outgoing: OutgoingCall, _ context: Call, number: Int, remaining: Duration
    ) throws -> ClientRequest {
        var fields = HTTPFields(reserving: 10)
        fields.append("Content-Type", "application/json")
        fields.append("Connect-Protocol-Version", "1")
        if let secret { fields.append("Authorization", secret.credentials) }
        try CallFields.write(
            context, key: outgoing.key, attempt: context.attempt + number, remaining: remaining, into: &fields)
        return ClientRequest(.post, outgoing.path, fields: fields, body: outgoing.body)
    }

    /// What the call wrote over there, its caller must see.
    private func noteWrites(of response: ClientResponse, in session: Session?) {
        guard let session, let text = response.fields[SessionTokens.fieldName] else { return }
        for entry in SessionText.read(text) ?? [] { session.note(entry) }
    }

    private func noteLevel(of response: ClientResponse, at endpoint: HTTPEndpoint, _ path: String) {
        let level = response.fields[AdmissionDesk.fieldName].flatMap { Int($0) } ?? 0
        policies.withLock { $0.learn(level: level, at: endpoint, path) }
    }

    /// How long to wait before the next attempt; nil where there is none.
    private func retryAfter(
        _ failure: AttemptResult.Failure, _ outgoing: OutgoingCall, attempts: Int, _ context: Call,
        _ deadline: ContinuousClock.Instant
    ) -> Duration? {
        guard failure.isWorthRepeating, outgoing.mayBeRepeated || !failure.mayHaveHadEffect else { return nil }
        let failed = RetryPolicy.FailedAttempt(
            number: attempts, isOutermost: !context.isForwarded, reachedServer: failure.multipliesWork,
            deadline: CallClock.time(of: deadline))
        switch policies.withLock({ $0.decision(after: failed) }) {
        case .retry(let wait): return wait
        case .giveUp(let reason):
            metrics.count(reason)
            return nil
        }
    }
}
