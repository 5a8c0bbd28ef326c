package import TenfoldCore
package import TenfoldHTTP

/// Which requests go to which upstream.
package struct ProxyRoute: Sendable {
    /// The host that requests name, in lower case, without its port; nil for any.
    package var host: String?
    /// `/api` for that path alone, `/api/*` for it and all below it, `/*` for everything.
    package var path: String
    /// Nil for any method, also those that no router of modules knows.
    package var methods: Set<HTTPMethod>?
    package var upstream: String
    /// Cut from the front of the path.
    package var strip = ""
    /// Until the upstream's answer has begun; beyond it 504.
    package var timeout: Duration = .seconds(30)

    package init(path: String, upstream: String) {
        self.path = path
        self.upstream = upstream
    }
}

/// A group of servers that do the same.
package struct ProxyUpstream: Sendable {
    package var name: String
    package var servers: [HTTPEndpoint]

    package init(name: String, servers: [HTTPEndpoint]) {
        self.name = name
        self.servers = servers
    }
}
