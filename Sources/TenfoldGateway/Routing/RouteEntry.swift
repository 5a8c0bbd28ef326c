import NIOCore
import TenfoldCore
import TenfoldHTTP

/// A route with its upstreams found and its policies made ready. An object, so that finding one copies nothing.
final class RouteEntry: Sendable {
    let route: ProxyRoute
    let targets: WeightedTargets
    let mirror: Mirror?
    let strippedBytes: Int
    let prefix: [UInt8]
    private let fields: [(name: FieldName, value: [UInt8]?)]
    let policies: PolicyChain?
    let filter: AnswerFilter?
    let metrics: RouteMetrics
    let timeout: TimeAmount
    /// Where the request's module is found, instead of by `targets`.
    let declared: DeclaredEntries?
    /// Commands without an `Idempotency-Key` get one, and each may be sent once more.
    let takesKeys: Bool

    /// Where copies go.
    struct Mirror: Sendable {
        /// A place among the gateway's upstreams.
        let upstream: Int
        let percent: Int
    }

    /// - Parameters:
    ///   - declared: where it leads, if to modules.
    ///   - place: of an upstream among the gateway's.
    init(
        _ route: ProxyRoute, declared: [DeclaredRoute] = [], _ tools: PolicyTools,
        place: (String) throws(ProxyFault) -> Int
    ) throws(ProxyFault) {
        self.route = route
        takesKeys = false
        var places: [(upstream: Int, weight: Int)] = []
        let wanted = route.leadsToModules ? declared.map { ProxyRoute.Target(upstream: $0.upstream) } : route.targets
        for target in wanted { places.append((try place(target.upstream), target.weight)) }
        guard places.contains(where: { $0.weight > 0 }) else {
            throw ProxyFault(
                "route \(route.label) leads nowhere: "
                    + (route.leadsToModules ? "no module has public routes" : "every weight is 0"))
        }
        targets = WeightedTargets(places)
        filter = AnswerFilter(route.policies)
        policies = try PolicyChain(route, places: places.map(\.upstream), tools)
        let policies = policies
        self.declared =
            route.leadsToModules
            ? try DeclaredEntries(declared) { (declared) throws(ProxyFault) in
                try RouteEntry(declared, of: route, policies, place: place)
            } : nil
        if let mirror = route.mirror, mirror.percent > 0 {
            self.mirror = Mirror(upstream: try place(mirror.upstream), percent: mirror.percent)
        } else {
            mirror = nil
        }
        strippedBytes = route.strip.utf8.count
        prefix = Array(route.prefix.utf8)
        fields = route.fields.map { (FieldName($0.name), $0.value.map { Array($0.utf8) }) }
        metrics = RouteMetrics.named(route.label)
        timeout = TimeAmount(route.timeout)
    }

    /// One of the modules' routes, under the policies of the gateway's.
    private init(
        _ declared: DeclaredRoute, of parent: ProxyRoute, _ policies: PolicyChain?,
        place: (String) throws(ProxyFault) -> Int
    ) throws(ProxyFault) {
        var route = parent
        route.path = declared.pattern
        route.targets = [ProxyRoute.Target(upstream: declared.upstream)]
        route.timeout = declared.timeout ?? parent.timeout
        self.route = route
        self.policies = policies
        filter = AnswerFilter(parent.policies)
        self.declared = nil
        takesKeys = declared.isMessage
        targets = WeightedTargets([(try place(declared.upstream), 1)])
        mirror = nil
        strippedBytes = 0
        prefix = []
        fields = []
        metrics = RouteMetrics.named(route.label)
        timeout = TimeAmount(route.timeout)
    }

    func takes(_ head: RequestHeadIndex, in bytes: ByteBuffer) -> Bool {
        if let methods = route.methods {
            guard let method = head.method, methods.contains(method) else { return false }
        }
        return fields.allSatisfy { field in
            guard let range = head.value(of: field.name, in: bytes) else { return false }
            return field.value.map { bytes.bytes(range) == $0 } ?? true
        }
    }
}
