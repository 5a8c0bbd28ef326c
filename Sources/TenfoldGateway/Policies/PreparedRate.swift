import NIOCore
import TenfoldHTTP
import TenfoldIdentity
import TenfoldResilience

/// A rate rule with its key's hash and its buckets' limits made ready.
struct PreparedRate: Sendable {
    private let rule: RateRule
    private let limit: PreparedLimit
    private let plans: [String: PreparedLimit]
    private let hash: RateLimitHash
    private let field: FieldName?

    struct PreparedLimit: Sendable {
        let limit: RateRule.Limit
        let bucket: TokenBucket.Limit

        init(_ limit: RateRule.Limit) {
            self.limit = limit
            bucket = limit.bucket
        }
    }

    /// - Parameter number: of the rule among its route's.
    init(_ rule: RateRule, of route: String, number: Int) {
        self.rule = rule
        limit = PreparedLimit(rule.limit)
        plans = rule.plans.mapValues(PreparedLimit.init)
        hash = RateLimitHash(rule: "\(route)#\(number)")
        if case .field(let name) = rule.subject { field = FieldName(name) } else { field = nil }
    }

    var needsPrincipal: Bool {
        switch rule.subject {
        case .principal, .apiKey: true
        case .address, .field, .route: !plans.isEmpty
        }
    }

    func limit(for principal: EdgePrincipal?) -> PreparedLimit {
        guard !plans.isEmpty, let plan = principal?.plan else { return limit }
        return plans[plan] ?? limit
    }

    func key(of asker: Asker) -> UInt64 {
        switch rule.subject {
        case .route: return hash.key(0)
        case .address: break
        case .principal: if let principal = asker.principal { return key(of: principal) }
        case .apiKey: if let principal = asker.principal, principal.isAPIKey { return key(of: principal) }
        case .field:
            if let field, let value = asker.head.value(of: field, in: asker.bytes) {
                return hash.key(asker.bytes.bytes(value))
            }
        }
        return hash.key(asker.address?.place ?? 0)
    }

    private func key(of principal: EdgePrincipal) -> UInt64 { hash.key([principal.identity, principal.id]) }
}
