import TenfoldCore

/// Fills the slots of messages that are answered elsewhere with calls over the wire.
struct RemoteBinding: Sendable {
    let app: String
    let scope: CommandScope
    /// Sends what may be retried twice and takes the second reply, so that what is not idempotent shows.
    let repeats: Bool

    func bind(_ module: ModuleDescription, to service: RemoteService, in registry: MessageRegistry) throws {
        for query in module.queries { try bindQuery(query, service, registry) }
        for command in module.commands { try bindCommand(command, service, registry) }
    }

    private func bindQuery<Body: Message>(
        _ type: Body.Type, _ service: RemoteService, _ registry: MessageRegistry
    ) throws {
        let call = RemoteCall<Body>(service: service, path: WirePath.of(type.name, app: app))
        let repeats = repeats
        try registry.slot(for: type).fill { query, _ in
            if repeats { _ = try? await call.send(query, key: nil) }
            return try await call.send(query, key: nil)
        }
    }

    private func bindCommand(
        _ type: any Message.Type, _ service: RemoteService, _ registry: MessageRegistry
    ) throws {
        guard let type = type as? any Command.Type else { return }
        try bind(type, service, registry)
    }

    /// The key is decided here, once for all tries.
    private func bind<Body: Command>(
        _ type: Body.Type, _ service: RemoteService, _ registry: MessageRegistry
    ) throws {
        let call = RemoteCall<Body>(service: service, path: WirePath.of(type.name, app: app))
        let (scope, repeats) = (scope, repeats)
        try registry.slot(for: type).fill { command, key in
            let key =
                try key
                ?? CommandScope.key(for: Body.name, fingerprint: scope.fingerprint(of: command), sentFrom: .current)
            if repeats { _ = try? await call.send(command, key: key) }
            return try await call.send(command, key: key)
        }
    }
}
