package import TenfoldCore
package import TenfoldHTTP

/// The part that this process plays in a stage of several services. Without one it is the whole app.
package struct ServiceRole: Sendable {
    /// Where the messages of some modules are answered.
    package struct Remote: Sendable, Hashable {
        package var service: String
        package var modules: Set<String>
        package var endpoints: [HTTPEndpoint]

        package init(service: String, modules: Set<String>, endpoints: [HTTPEndpoint]) {
            self.service = service
            self.modules = modules
            self.endpoints = endpoints
        }
    }

    package var service: String
    /// Which of the service's processes this is, from 0.
    package var replica: Int
    /// The modules that live here.
    package var modules: Set<String>
    /// Where other services answer here; nil where nobody calls.
    package var internalAddress: HTTPEndpoint?
    /// Who else there is.
    package var remotes: [Remote]
    /// What only the stage's processes know.
    package var secret: Secret<String>?
    /// Whether it has the public port.
    package var servesPublic: Bool
    /// Whether a gateway sends it the public requests for its modules, on the internal port.
    package var isBehindGateway = false
    /// Whether the stage's public port can be reached from other machines.
    package var isPublicBeyondLoopback = false
    /// Every call goes over the wire, those to modules of this process too, and what may be retried is made twice: for
    /// tests.
    package var callsItself = false

    package init(
        service: String, replica: Int = 0, modules: Set<String>, internalAddress: HTTPEndpoint?, remotes: [Remote],
        secret: Secret<String>?, servesPublic: Bool
    ) {
        self.service = service
        self.replica = replica
        self.modules = modules
        self.internalAddress = internalAddress
        self.remotes = remotes
        self.secret = secret
        self.servesPublic = servesPublic
    }

    /// The whole app in one process that reaches its own modules over the wire, on a free port: for tests.
    package static func callingItself(_ app: any App.Type) throws -> ServiceRole {
        let names = Set(app.modules.map { $0.name })
        let port = try ListeningSockets(host: "127.0.0.1", port: 0, count: 1).port
        let address = HTTPEndpoint(host: "127.0.0.1", port: port)
        var role = ServiceRole(
            service: app.name, modules: names, internalAddress: address,
            remotes: [Remote(service: app.name, modules: names, endpoints: [address])],
            secret: Secret(RandomKey.make()), servesPublic: true)
        role.callsItself = true
        return role
    }
}
