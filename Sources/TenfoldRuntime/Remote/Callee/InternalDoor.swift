import FoundationEssentials
import TenfoldCore
import TenfoldHTTP

/// What every request of the internal port goes through: the secret, the call it is part of, what its caller has
/// written; errors in the protocol's form.
struct InternalDoor: Sendable {
    let secret: StageSecret?
    let gate: SessionGate
    let clock: any WallClock

    func respond(to request: Request, work: (Call) async throws -> Response) async -> Response {
        do {
            if let secret, !secret.opens(for: request.authorization) { throw Self.stranger }
            var call = try CallFields.read(request)
            let session = session(of: request)
            call.session = session
            try await gate.pass(session)
            var response = try await Call.$current.withValue(call) {
                try call.checkDeadline()
                return try await work(call)
            }
            let news = session.news
            if !news.isEmpty { response.fields.append(SessionTokens.fieldName, SessionText.write(news)) }
            return response
        } catch {
            return ConnectAnswer.make(for: error)
        }
    }

    private func session(of request: Request) -> Session {
        let entries = request.fields[SessionTokens.fieldName].flatMap { SessionText.read($0) } ?? []
        return Session(entries, nowSeconds: Int64(clock.now().timeIntervalSince1970))
    }

    static var stranger: Refusal {
        .unauthenticated(
            "tenfold.internal-port", "This port is for the processes of the app: they know the stage's secret.")
    }
}
