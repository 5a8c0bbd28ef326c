import NIOCore
import NIOPosix
import TenfoldCore
import TenfoldHTTP

/// How a process of a stage reaches the others: one group of loops for its servers and its client, so that a call can
/// stay on the loop it began on.
struct StageNetwork: Sendable {
    let role: ServiceRole
    let secret: StageSecret?
    let group: MultiThreadedEventLoopGroup
    let client: HTTPClient
    /// By the modules that they answer for.
    private let services: [String: RemoteService]

    init(role: ServiceRole, loops: Int?, interceptor: (any CallInterceptor)?) throws {
        self.role = role
        secret = try Self.secret(of: role)
        group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, loops ?? System.coreCount))
        client = HTTPClient(group: group)
        var services: [String: RemoteService] = [:]
        for remote in role.remotes {
            let service = RemoteService(
                name: remote.service, endpoints: remote.endpoints, client: client, secret: secret,
                interceptor: interceptor)
            for module in remote.modules { services[module] = service }
        }
        self.services = services
    }

    /// Who answers for a module over the wire; nil where this process does so itself.
    func service(for module: String) -> RemoteService? {
        role.callsItself || !role.modules.contains(module) ? services[module] : nil
    }

    /// Fills the slots of what is answered elsewhere.
    func bindSenders(
        of modules: [ModuleDescription], in registry: MessageRegistry, app: String, scope: CommandScope
    ) throws {
        let binding = RemoteBinding(app: app, scope: scope, repeats: role.callsItself)
        for module in modules {
            if let service = service(for: module.name) { try binding.bind(module, to: service, in: registry) }
        }
    }

    func close() async {
        await client.close()
        try? await group.shutdownGracefully()
    }

    private static func secret(of role: ServiceRole) throws -> StageSecret? {
        guard role.secret != nil else {
            guard let address = role.internalAddress, !Loopback.isMeant(by: address.host) else { return nil }
            throw Fault(
                .unavailable,
                "service \(role.service) would listen on \(address.host) without a secret: set TENFOLD_SECRET, the same for "
                    + "all services of the stage, or keep the internal port on 127.0.0.1")
        }
        return try StageSecret.parse(role.secret)
    }
}
