/// The file of `tenfold gateway`: all that it takes in the benchmarks is here.
struct GatewayFile {
    var upstreamPort: Int
    var loops = Machine.cores
    /// Of the one route.
    var policies: [GatewayPolicy] = []
    var keeps: GatewayIdentity?
    /// Of the one upstream.
    var hasAdaptiveLimit = false
    var hasAccessLog = false

    func text(port: Int, adminPort: Int) -> String {
        """
        gateway:
          listen: 127.0.0.1:\(port)
          admin: 127.0.0.1:\(adminPort)
          loops: \(loops)
          access-log: \(hasAccessLog ? "on" : "off")
          limits: { connections: 16384, idle-timeout: 300s }
        \(keeps?.text ?? "")  upstreams:
            app:
              servers: [127.0.0.1:\(upstreamPort)]
              adaptive-limit: \(hasAdaptiveLimit ? "on" : "off")
          routes:
            - path: /*
              upstream: app
        \(policies.map { "      \($0.rawValue)\n" }.joined())
        """
    }
}

/// What a route does beside passing on.
enum GatewayPolicy: String {
    case addresses = "allow: [10.0.0.0/8, 192.168.0.0/16, 127.0.0.0/8]"
    /// Never reached.
    case rateByAddress = "rate: { limit: 1000000, per: 1s, burst: 1000000, by: address }"
    case token = "require: jwt"
    case key = "require: keys"
    case origins = "cors: { origins: [\"https://example.com\"] }"
    case cache = "cache: { max-object: 1MiB }"
    case gzip = "gzip: {}"
    case largeBodies = "body-bytes: 4MiB"
}

/// Who may ask, where a route requires to know.
enum GatewayIdentity {
    /// Files: the issuer's keys as a JWKS.
    case tokens(keys: String)
    /// A file of hashed keys.
    case keys(String)

    fileprivate var text: String {
        switch self {
        case .tokens(let keys):
            """
              identities:
                jwt:
                  jwt: { issuer: "\(AccessToken.issuer)", audiences: [\(AccessToken.audience)], keys: \(keys) }

            """
        case .keys(let file):
            """
              identities:
                keys: { api-keys: \(file) }

            """
        }
    }
}
