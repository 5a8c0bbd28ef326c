package import TenfoldResilience

/// What a route asks of its requests, and does for them, besides sending them on.
package struct RoutePolicies: Sendable, Hashable {
    package var access: AccessList?
    package var rates: [RateRule] = []
    package var identity: IdentityRule?
    package var cors: CORSPolicy?
    package var cache: CacheRule?
    package var compression: CompressionRule?

    package init() {}

    var isEmpty: Bool { self == RoutePolicies() }
}

/// How often one may ask.
package struct RateRule: Sendable, Hashable {
    /// Who it is counted for.
    package enum Subject: Sendable, Hashable {
        case address
        /// Who the request is of; its address where nobody knows.
        case principal
        case apiKey
        /// The value of a field, in lower case; the address where there is none.
        case field(String)
        /// All of the route together.
        case route
    }

    package var limit: Limit
    package var subject: Subject
    /// Limits of those whose credentials name a plan, instead of `limit`.
    package var plans: [String: Limit] = [:]

    package init(limit: Limit, subject: Subject) {
        self.limit = limit
        self.subject = subject
    }

    /// So many in each period, and so many at once.
    package struct Limit: Sendable, Hashable {
        package var count: Int
        package var period: Duration
        package var burst: Int

        package init(count: Int, period: Duration, burst: Int) {
            self.count = count
            self.period = period
            self.burst = burst
        }

        package var bucket: TokenBucket.Limit { TokenBucket.Limit(burst: burst, gaining: count, per: period) }
    }
}

/// Who may ask: requests with a credential that one of the named identities knows.
package struct IdentityRule: Sendable, Hashable {
    /// Names of the gateway's identities, asked in this order.
    package var identities: [String]
    /// All of them are needed.
    package var scopes: Set<String> = []
    /// Whether a request without a credential passes as nobody's; one with a wrong one never does.
    package var isOptional = false

    package init(identities: [String]) { self.identities = identities }
}
