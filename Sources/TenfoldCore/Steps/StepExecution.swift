/// What stands behind `Steps`: one run of one command.
package protocol StepExecution: Sendable {
    func transaction<Value: Codable & Sendable>(
        _ name: String, _ body: @escaping @Sendable (Transaction) async throws -> Value
    ) async throws -> Value
    func send<Body: Command>(_ name: String, _ command: Body) async throws -> Body.Reply
    func query<Body: Query>(_ name: String, _ query: Body) async throws -> Body.Reply
    func conclude<Reply: Codable & Sendable>(
        _ name: String, _ body: @escaping @Sendable (Transaction) async throws -> Reply
    ) async throws -> Reply
    func conclude(
        _ name: String, refusing refusal: Refusal, _ body: @escaping @Sendable (Transaction) async throws -> Void
    ) async throws -> Never
}

/// How steps reach other modules; the runtime fills it in with its bound senders.
package protocol StepSending: Sendable {
    /// Sends a command under a key; the same key and principal get the first reply.
    func send<Body: Command>(_ command: Body, key: String) async throws -> Body.Reply
    func query<Body: Query>(_ query: Body) async throws -> Body.Reply
}
