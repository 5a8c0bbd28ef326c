import TenfoldCore
import TenfoldGateway
import TenfoldHTTP
import TenfoldIdentity

/// The gateway of a stage: what the file says of it, in front of the services that host the app's modules.
struct StageGateway: Sendable {
    /// As the file had it at the start. The services behind the gateway go by that until they are started anew, so it does
    /// too; what the file says of the gateway itself counts as soon as it changes.
    let part: StagePart
    let modules: [ModuleDescription]
    let request: StageRequest
    /// What the command line says.
    let change: @Sendable (inout GatewayOptions) -> Void

    /// The raw routes of modules stream for as long as they like.
    private static let longestRawRoute = Duration.seconds(3_600)
    /// The service's own deadline comes first, and that of its server, so that their answers can still be sent.
    private static let grace = Duration.seconds(2)

    var source: GatewaySource {
        GatewaySource(path: request.path) {
            let stage = try StageFile.load(request) ?? part.stage
            guard let described = try stage.service(named: part.service.name).gateway else {
                throw Fault(.unavailable, "service \(part.service.name) is no gateway any more")
            }
            var options = try options(of: described)
            change(&options)
            return options
        }
    }

    /// - Throws: `Fault` for a secret that cannot be used, and for what needs more than an app is built with.
    private func options(of described: GatewayOptions) throws -> GatewayOptions {
        let service = part.service
        var options = described
        for identity in options.identities {
            if case .tokens(let tokens) = identity.kind, case .url(let url) = tokens.keys {
                throw Fault(
                    .unavailable,
                    "identity \(identity.name): the gateway of a stage fetches nothing over the network; keep what \(url) "
                        + "has in a file, or run `tenfold gateway` in front")
            }
        }
        options.listen = HTTPEndpoint(host: service.host, port: service.port(ofReplica: part.replica) ?? 0)
        options.admin = HTTPEndpoint(host: "127.0.0.1", port: service.adminPort(ofReplica: part.replica))
        options.loops = service.loops
        options.shutdownGrace = service.limits.shutdownGrace
        options.proxy.upstreams += try upstreams()
        options.proxy.declared = declared()
        return options
    }

    private var hosts: [Service] { part.stage.services.filter { !$0.modules.isEmpty } }

    private func upstreams() throws -> [ProxyUpstream] {
        let proof = try StageSecret.parse(part.stage.secret)?.gatewayProof
        return hosts.map { host in
            var upstream = ProxyUpstream(
                name: host.name, servers: host.endpoints.map { HTTPEndpoint(host: $0.host, port: $0.port) })
            upstream.lines = Array("\(ForwardedClient.proofField): \(proof ?? "none")\r\n".utf8)
            return upstream
        }
    }

    private func declared() -> [DeclaredRoute] {
        var routes = modules.flatMap { module -> [DeclaredRoute] in
            guard let host = part.stage.service(hosting: module.name) else { return [] }
            return module.routes.map {
                DeclaredRoute(
                    $0.method, $0.path, upstream: host.name, isMessage: true,
                    timeout: host.limits.requestTimeout + Self.grace)
            }
                + module.rawRoutes.map {
                    DeclaredRoute(
                        $0.method, $0.path, upstream: host.name, isMessage: false, timeout: Self.longestRawRoute)
                }
        }
        // Each of them knows the whole app's.
        if let host = hosts.first {
            routes.append(
                DeclaredRoute(.get, PublicRoutes.descriptionPath, upstream: host.name, isMessage: false))
        }
        return routes
    }
}

/// An app is built without TLS: it would double what a clean build takes.
struct StageGatewayTools: GatewayTools {
    func transport(_ files: GatewayOptions.TLSFiles) throws -> any WatchedTransport {
        throw Fault(.unavailable, "the gateway of a stage has no TLS; run `tenfold gateway` in front")
    }

    func fetch(_ url: String) async throws -> FetchedDocument {
        throw Fault(.unavailable, "the gateway of a stage fetches nothing over the network")
    }
}
