package import TenfoldHTTP

/// A gateway as its file describes it, checked whole.
package struct GatewayOptions: Sendable {
    package var listen = HTTPEndpoint(host: "127.0.0.1", port: 8_000)
    /// Health and metrics, and the cache's purges.
    package var admin = HTTPEndpoint(host: "127.0.0.1", port: 9_000)
    package var tls: TLSFiles?
    /// Nil is one a core.
    package var loops: Int?
    /// How long requests may take to end when the gateway stops.
    package var shutdownGrace = Duration.seconds(20)
    /// Keys that have a bucket which is not full, at one moment.
    package var rateKeys = 1 << 16
    /// What all kept answers may take.
    package var cacheBytes = 64 << 20
    package var identities: [IdentityDescription] = []
    /// All that can change while it runs, but for the identities themselves.
    package var proxy = ProxyConfiguration()

    package init() {}

    /// PEM files.
    package struct TLSFiles: Sendable, Hashable {
        package var certificate: String
        package var key: String
    }
}

/// One of the gateway's identities, as the file describes it.
package struct IdentityDescription: Sendable, Hashable {
    package var name: String
    package var kind: Kind

    package enum Kind: Sendable, Hashable {
        case tokens(Tokens)
        case apiKeys(file: String, field: String)
    }

    /// Tokens of one issuer.
    package struct Tokens: Sendable, Hashable {
        package var issuer: String
        package var audiences: [String]
        package var keys: Keys
        /// Empty: what the keys are for.
        package var algorithms: [String] = []
        package var skew = Duration.seconds(30)
        /// The claim that names the limits which hold.
        package var planClaim: String?
    }

    package enum Keys: Sendable, Hashable {
        /// A JWKS document.
        case file(String)
        case url(String)
        /// A file with the secret of HS256.
        case secretFile(String)
        /// A public key.
        case pemFile(String)
    }
}
