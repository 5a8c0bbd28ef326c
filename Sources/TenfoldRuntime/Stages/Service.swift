import TenfoldConfiguration
package import TenfoldCore
package import TenfoldGateway

/// One role of the binary: the modules it hosts, how many processes play it, and where they listen.
package struct Service: Sendable {
    /// Lower-case letters, digits and dashes.
    package var name: String
    /// Empty for one that only routes to others. In the order of the file.
    package var modules: [String]
    /// Processes that play this role.
    package var replicas: Int
    /// The address its ports bind to.
    package var host: String
    /// Serves the public API; replica i adds i. Nil where the service does not.
    package var port: Int?
    /// Answers the other services; replica i adds i. Nil where nobody needs to call it.
    package var internalPort: Int?
    /// Serves health and metrics; replica i adds i.
    package var adminPort: Int
    /// Event loops; nil takes one a core.
    package var loops: Int?
    /// The stage's, with what the service sets itself.
    package var limits: StageLimits
    /// Settings of its modules by `module.key`, below the command line and the environment. Hidden from logs: a mail
    /// server's password may be among them.
    package var settings: Secret<[String: String]>
    /// Where others reach it, as the file lists them; empty where the file leaves it to `host` and `internal-port`.
    package var addresses: [ServiceAddress]
    /// What it does as the stage's gateway, where it is one.
    package var gateway: GatewayOptions?

    /// Where others reach its replicas: `addresses`, or one address a replica on this machine.
    package var endpoints: [ServiceAddress] {
        guard addresses.isEmpty else { return addresses }
        guard let internalPort else { return [] }
        return (0..<replicas).map { ServiceAddress(host: reachableHost, port: internalPort + $0) }
    }

    /// Which public port replica `index` (from 0) listens on when all run on one machine.
    package func port(ofReplica index: Int) -> Int? { port.map { $0 + index } }

    /// Which internal port replica `index` (from 0) listens on when all run on one machine.
    package func internalPort(ofReplica index: Int) -> Int? { internalPort.map { $0 + index } }

    /// Which admin port replica `index` (from 0) listens on when all run on one machine.
    package func adminPort(ofReplica index: Int) -> Int { adminPort + index }

    /// An address that means "all of this machine's" is no address to call: loopback is one of them.
    private var reachableHost: String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        default: host
        }
    }
}

/// A host and a port.
package struct ServiceAddress: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `host:port`, with brackets around an IPv6 address (RFC 3986, 3.2.2).
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port), text[text.index(after: colon)...].allSatisfy(\.isNumber)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        guard ValueText.isHost(String(host)) else { return nil }
        self.init(host: String(host), port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
