import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldHTTPCaching
import TenfoldIdentity
import TenfoldResilience

/// What all routes of a gateway share, and keep when its configuration changes.
final class PolicyTools: Sendable {
    let rateLimiter: any RateLimiting
    let identities: [String: any CredentialChecking]
    let cache: HTTPCache
    let flights: FlightTable
    let accessLog: AccessLog?

    init(
        rateLimiter: any RateLimiting, identities: [String: any CredentialChecking], cache: HTTPCache,
        flights: FlightTable, accessLog: AccessLog?
    ) {
        self.cache = cache
        self.flights = flights
        self.rateLimiter = rateLimiter
        self.identities = identities
        self.accessLog = accessLog
    }
}

/// The policies of one route, made ready. Each of its questions answers with nil where the request may go on.
struct PolicyChain: Sendable {
    let cors: CORSPolicy?
    let compression: CompressionRule?
    private let access: AccessList?
    private let identity: IdentityRule?
    private let checkers: [any CredentialChecking]
    /// Those that do not ask who it is.
    private let earlyRates: [PreparedRate]
    private let lateRates: [PreparedRate]
    private let rateLimiter: any RateLimiting
    /// By the place of an upstream among the gateway's.
    private let caches: [Int: RouteCache]

    /// Nil for a route without policies.
    ///
    /// - Parameter places: of its upstreams among the gateway's.
    init?(_ route: ProxyRoute, places: [Int], _ tools: PolicyTools) throws(ProxyFault) {
        let policies = route.policies
        guard !policies.isEmpty else { return nil }
        access = policies.access
        cors = policies.cors
        compression = policies.compression
        identity = policies.identity
        var checkers: [any CredentialChecking] = []
        for name in policies.identity?.identities ?? [] {
            guard let checker = tools.identities[name] else {
                throw ProxyFault("route \(route.label) requires identity \(name), which is not there")
            }
            checkers.append(checker)
        }
        self.checkers = checkers
        let rates = policies.rates.enumerated().map { PreparedRate($0.element, of: route.label, number: $0.offset) }
        earlyRates = rates.filter { !$0.needsPrincipal }
        lateRates = rates.filter(\.needsPrincipal)
        rateLimiter = tools.rateLimiter
        caches = Self.caches(route, places, tools)
    }

    /// A part of the cache for each upstream: what one of them answers is not given for another.
    private static func caches(_ route: ProxyRoute, _ places: [Int], _ tools: PolicyTools) -> [Int: RouteCache] {
        guard let rule = route.policies.cache else { return [:] }
        var caches: [Int: RouteCache] = [:]
        for place in places {
            caches[place] = RouteCache(
                policy: rule.policy(partition: WeightedTargets.number(of: "\(route.label) \(place)".utf8)),
                longestWait: rule.longestWait, store: tools.cache, flights: tools.flights)
        }
        return caches
    }

    func cache(of place: Int) -> RouteCache? { caches.isEmpty ? nil : caches[place] }

    // MARK: Before anybody knows who asks

    func refusalOfAddress(_ address: ClientAddress?) -> LocalAnswer? {
        guard let access, !access.admits(address) else { return nil }
        return LocalAnswer(.forbidden, "Your address may not ask for this.")
    }

    /// The answer to a browser's question before a request; nil for any other request.
    func preflight(_ head: RequestHeadIndex, _ bytes: ByteBuffer) -> Response? {
        guard let cors, head.method == .options, let origin = head.value(of: .origin, in: bytes),
            let method = head.value(of: .accessControlRequestMethod, in: bytes)
        else { return nil }
        let fields = head.value(of: .accessControlRequestHeaders, in: bytes).map { bytes.text($0) } ?? ""
        return cors.preflight(
            origin: bytes.text(origin), method: bytes.text(method),
            fields: fields.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }))
    }

    // MARK: Who asks

    enum Identification {
        case nobody
        case known(EdgePrincipal)
        /// It has to be checked first.
        case unknown(any CredentialChecking, [UInt8])
        case refused(LocalAnswer)
    }

    var needsIdentity: Bool { identity != nil }

    func identify(_ head: RequestHeadIndex, _ bytes: ByteBuffer, nowSeconds: Int64) -> Identification {
        guard let identity else { return .nobody }
        for checker in checkers {
            guard let value = head.value(of: checker.field, in: bytes) else { continue }
            guard head.count(of: checker.field, in: bytes) == 1 else {
                return .refused(LocalAnswer(.badRequest, "There is more than one field \(checker.field.text)."))
            }
            guard let credential = checker.credential(in: bytes.bytes(value)) else { continue }
            if let principal = checker.known(credential, nowSeconds: nowSeconds) { return .known(principal) }
            return .unknown(checker, credential)
        }
        if identity.isOptional { return .nobody }
        return .refused(LocalAnswer.unauthenticated(challenge: checkers.map(\.challenge).joined(separator: ", ")))
    }

    func refusal(of principal: EdgePrincipal?) -> LocalAnswer? {
        guard let identity, let principal, !identity.scopes.isSubset(of: principal.scopes) else { return nil }
        return LocalAnswer.insufficientScope(identity.scopes)
    }

    // MARK: How often

    /// By rules for which nobody has to know who asks.
    func earlyRefusal(_ asker: Asker, now: Duration) -> LocalAnswer? { refusal(by: earlyRates, asker, now) }

    /// By the others.
    func lateRefusal(_ asker: Asker, now: Duration) -> LocalAnswer? { refusal(by: lateRates, asker, now) }

    private func refusal(by rates: [PreparedRate], _ asker: Asker, _ now: Duration) -> LocalAnswer? {
        for rate in rates {
            let limit = rate.limit(for: asker.principal)
            let key = rate.key(of: asker)
            if case .refused(let retryAfter) = rateLimiter.take(key, under: limit.bucket, now: now) {
                return LocalAnswer.tooMany(limit, retryAfter: retryAfter)
            }
        }
        return nil
    }
}

/// Who asks, as rate limits see it.
struct Asker {
    let address: ClientAddress?
    let principal: EdgePrincipal?
    let head: RequestHeadIndex
    let bytes: ByteBuffer
}

extension FieldName {
    static let origin = FieldName("origin")
    static let accessControlRequestMethod = FieldName("access-control-request-method")
    static let accessControlRequestHeaders = FieldName("access-control-request-headers")
}
