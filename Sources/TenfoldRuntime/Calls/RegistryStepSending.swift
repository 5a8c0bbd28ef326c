import TenfoldCore

/// How the steps of a module's commands reach other modules: through the same slots as its senders, here or elsewhere.
struct RegistryStepSending: StepSending {
    let registry: MessageRegistry
    let module: String

    func send<Body: Command>(_ command: Body, key: String) async throws -> Body.Reply {
        try await registry.sender(for: Body.self, usedBy: module)(command, key: key)
    }

    func query<Body: Query>(_ query: Body) async throws -> Body.Reply {
        try await registry.sender(for: Body.self, usedBy: module)(query)
    }
}
