import TenfoldConfiguration
import TenfoldCore
import TenfoldHTTP

/// One process's part in a stage.
struct StagePart: Sendable {
    let stage: Stage
    let service: Service
    let replica: Int

    /// Throws `ConfigFaults` for a service that is not there, or not said, and `Fault` for a replica out of bounds.
    init(stage: Stage, service name: String?, replica: Int) throws {
        self.stage = stage
        guard let name else {
            let names = stage.services.map(\.name).joined(separator: ", ")
            throw Fault(
                .unavailable,
                "which service of stage \(stage.name)? Give --service one of: \(names); or start all of them here with `up`"
            )
        }
        service = try stage.service(named: name)
        guard (0..<service.replicas).contains(replica) else {
            throw Fault(
                .unavailable,
                "--replica \(replica): service \(name) has \(service.replicas), from 0 to \(service.replicas - 1)")
        }
        self.replica = replica
    }

    func apply(to options: inout ApplicationOptions) {
        let limits = service.limits
        options.stage = stage.name
        options.host = service.host
        options.port = service.port(ofReplica: replica) ?? options.port
        options.adminPort = service.adminPort(ofReplica: replica)
        options.loops = service.loops
        options.requestTimeout = limits.requestTimeout
        options.shutdownGrace = limits.shutdownGrace
        options.eventAttempts = limits.eventAttempts
        options.bodyBytes = limits.bodyBytes
        options.stageSettings = service.settings.exposed
        options.role = role
    }

    var role: ServiceRole {
        var role = ServiceRole(
            service: service.name, replica: replica, modules: Set(service.modules),
            internalAddress: service.internalPort(ofReplica: replica).map {
                HTTPEndpoint(host: service.host, port: $0)
            },
            remotes: stage.services.filter { !$0.modules.isEmpty }.map { other in
                ServiceRole.Remote(
                    service: other.name, modules: Set(other.modules),
                    endpoints: other.endpoints.map { HTTPEndpoint(host: $0.host, port: $0.port) })
            },
            secret: stage.secret, servesPublic: service.port != nil)
        role.isBehindGateway = stage.hasGateway
        role.isPublicBeyondLoopback = stage.publicServices.contains { !Loopback.isMeant(by: $0.host) }
        return role
    }
}
