import TenfoldConfiguration
import TenfoldCore

/// Reads the routes of a gateway's file.
struct RouteReader {
    let upstreams: [String]
    /// Whether there are modules for routes to lead to.
    let leadsToModules: Bool
    let identities: [String]
    let faults: ConfigFaultList

    func read(_ node: YAMLNode) -> ProxyRoute? {
        guard let map = ConfigMap(node, RouteKeys.ofRoute, in: label(of: node), faults: faults) else { return nil }
        map.require(RouteKeys.path.row)
        guard let path = map.value(RouteKeys.path) else { return nil }
        let toModules = leadsToModules && namesModules(map)
        var route = ProxyRoute(path: path, targets: toModules ? [] : targets(map))
        route.leadsToModules = toModules
        route.host = map.value(RouteKeys.host)
        route.methods = map.values(RouteKeys.methods).map { Set($0) }
        route.fields = (map.pairs(RouteKeys.headers) ?? []).map {
            ProxyRoute.FieldMatch(name: $0.name.lowercased(), value: $0.value == "*" ? nil : $0.value)
        }
        route.sticky = map.value(RouteKeys.sticky) ?? route.sticky
        route.policies = policies(map)
        if toModules {
            refuseWhatModulesSay(map)
            route.bodyBytes = map.value(RouteKeys.bodyBytes)
            return route
        }
        readPath(map, into: &route)
        route.mirror = mirror(map)
        route.timeout = map.value(RouteKeys.timeout) ?? route.timeout
        route.bodyBytes = map.value(RouteKeys.bodyBytes) ?? 1 << 20
        return route
    }

    private func namesModules(_ map: ConfigMap) -> Bool {
        if case .text(GatewayScope.modules?)? = map.node(RouteKeys.upstream.row)?.content { true } else { false }
    }

    /// Their paths are what they declare, and their times those of the services that host them.
    private func refuseWhatModulesSay(_ map: ConfigMap) {
        let rows = [
            RouteKeys.split.row, RouteKeys.strip.row, RouteKeys.prefix.row, RouteKeys.mirror, RouteKeys.timeout.row,
        ]
        for row in rows where map.has(row) {
            let remedy =
                row.name == RouteKeys.timeout.name ? "; set \"request-timeout\" among the limits of their service" : ""
            faults.add(
                map.place(of: row), "\"\(row.name)\" of \(map.label) cannot be where it leads to modules\(remedy)")
        }
    }

    /// The path tells a reader more than its number would.
    private func label(of node: YAMLNode) -> String {
        guard case .map(let entries) = node.content,
            case .text(let path?)? = entries.first(where: { $0.key == RouteKeys.path.name })?.value.content
        else { return "a route" }
        return "route \(Quoted.text(path))"
    }

    // MARK: Where to

    private func targets(_ map: ConfigMap) -> [ProxyRoute.Target] {
        if map.has(RouteKeys.upstream.row), map.has(RouteKeys.split.row) {
            faults.add(map.place, "\(map.label) has both \"upstream\" and \"split\"; keep one")
        }
        if let name = map.value(RouteKeys.upstream) {
            check(name, at: map.place(of: RouteKeys.upstream.row), map)
            return [ProxyRoute.Target(upstream: name)]
        }
        guard let parts = map.pairs(RouteKeys.split) else {
            if !map.has(RouteKeys.upstream.row), !map.has(RouteKeys.split.row) {
                faults.add(map.place, "\(map.label) has no \"upstream\"")
            }
            return []
        }
        for part in parts { check(part.name, at: part.place, map) }
        if !parts.contains(where: { $0.value > 0 }) {
            faults.add(
                map.place(of: RouteKeys.split.row), "\"split\" of \(map.label): at least one weight must not be 0")
        }
        return parts.map { ProxyRoute.Target(upstream: $0.name, weight: $0.value) }
    }

    private func check(_ upstream: String, at place: ConfigPlace, _ map: ConfigMap) {
        guard !upstreams.contains(upstream) else { return }
        faults.add(
            place,
            "\(map.label) goes to upstream \(Quoted.text(upstream)), which is not there"
                + NearestName.hint(for: upstream, among: upstreams + (leadsToModules ? [GatewayScope.modules] : [])))
    }

    private func readPath(_ map: ConfigMap, into route: inout ProxyRoute) {
        if let strip = map.value(RouteKeys.strip) {
            let whole = route.path.hasSuffix("/*") ? String(route.path.dropLast(2)) : route.path
            if strip != "/", whole != strip, !whole.hasPrefix(strip + "/") {
                faults.add(
                    map.place(of: RouteKeys.strip.row),
                    "\"strip\" of \(map.label): the path does not begin with \(Quoted.text(strip))")
            }
            route.strip = strip == "/" ? "" : strip
        }
        route.prefix = map.value(RouteKeys.prefix) ?? ""
    }

    private func mirror(_ map: ConfigMap) -> ProxyRoute.Mirror? {
        guard let mirror = map.map(RouteKeys.mirror, RouteKeys.ofMirror, in: "\"mirror\" of \(map.label)") else {
            return nil
        }
        mirror.require(RouteKeys.upstream.row)
        guard let name = mirror.value(RouteKeys.upstream) else { return nil }
        check(name, at: mirror.place(of: RouteKeys.upstream.row), map)
        return ProxyRoute.Mirror(upstream: name, percent: mirror.value(RouteKeys.percent) ?? 100)
    }

    // MARK: What holds on the way

    private func policies(_ map: ConfigMap) -> RoutePolicies {
        var policies = RoutePolicies()
        let (allow, deny) = (map.values(RouteKeys.allow), map.values(RouteKeys.deny))
        if allow != nil || deny != nil { policies.access = AccessList(allow: allow, deny: deny ?? []) }
        policies.rates = map.maps(RouteKeys.rate, RouteKeys.ofRate, in: "\"rate\" of \(map.label)").compactMap(rate)
        policies.identity = identity(map)
        policies.cors = cors(map)
        policies.cache = cache(map)
        policies.compression = compression(map)
        return policies
    }

    private func rate(_ map: ConfigMap) -> RateRule? {
        guard let limit = limit(map) else { return nil }
        var rule = RateRule(limit: limit, subject: map.value(RouteKeys.by) ?? .address)
        for entry in map.entries(RouteKeys.plans) ?? [] {
            let label = "plan \(Quoted.text(entry.key)) of \(map.label)"
            guard let plan = ConfigMap(entry.value, RouteKeys.ofLimit, in: label, faults: faults) else { continue }
            rule.plans[entry.key] = self.limit(plan)
        }
        return rule
    }

    private func limit(_ map: ConfigMap) -> RateRule.Limit? {
        map.require(RouteKeys.limit.row)
        guard let count = map.value(RouteKeys.limit) else { return nil }
        return RateRule.Limit(
            count: count, period: map.value(RouteKeys.per) ?? .seconds(1), burst: map.value(RouteKeys.burst) ?? count)
    }

    private func identity(_ map: ConfigMap) -> IdentityRule? {
        guard let names = map.oneOrMore(RouteKeys.require) else {
            for row in [RouteKeys.scopes.row, RouteKeys.anonymous.row] where map.has(row) {
                faults.add(
                    map.place(of: row), "\"\(row.name)\" of \(map.label) needs \"require\", which names an identity")
            }
            return nil
        }
        for name in names where !identities.contains(name) {
            faults.add(
                map.place(of: RouteKeys.require.row),
                "\(map.label) requires identity \(Quoted.text(name)), which is not there"
                    + NearestName.hint(for: name, among: identities))
        }
        var rule = IdentityRule(identities: names)
        rule.scopes = Set(map.values(RouteKeys.scopes) ?? [])
        rule.isOptional = map.value(RouteKeys.anonymous) ?? false
        return rule
    }

    private func cache(_ map: ConfigMap) -> CacheRule? {
        guard let cache = map.map(RouteKeys.cache, RouteKeys.ofCache, in: "\"cache\" of \(map.label)") else {
            return nil
        }
        var rule = CacheRule()
        rule.stores = cache.value(RouteKeys.store) ?? true
        rule.lifetime = cache.value(RouteKeys.ttl).flatMap { $0 > .zero ? $0 : nil }
        rule.staleWhileRevalidate = cache.value(RouteKeys.staleWhileRevalidate) ?? .zero
        rule.staleIfError = cache.value(RouteKeys.staleIfError) ?? .zero
        rule.maximumBytes = cache.value(RouteKeys.maxObject) ?? rule.maximumBytes
        rule.coalescing = cache.value(RouteKeys.coalesce) ?? rule.coalescing
        rule.longestWait = cache.value(RouteKeys.wait) ?? rule.longestWait
        rule.honoursRequests = cache.value(RouteKeys.clientDirectives) ?? false
        return rule
    }

    private func compression(_ map: ConfigMap) -> CompressionRule? {
        guard let gzip = map.map(RouteKeys.gzip, RouteKeys.ofGzip, in: "\"gzip\" of \(map.label)") else { return nil }
        var rule = CompressionRule()
        if let types = gzip.values(RouteKeys.types) { rule.types = types.map { $0.lowercased() } }
        rule.minimumBytes = gzip.value(RouteKeys.gzipBytes) ?? rule.minimumBytes
        rule.level = gzip.value(RouteKeys.level) ?? rule.level
        return rule
    }

    private func cors(_ map: ConfigMap) -> CORSPolicy? {
        guard let cors = map.map(RouteKeys.cors, RouteKeys.ofCORS, in: "\"cors\" of \(map.label)") else { return nil }
        cors.require(RouteKeys.origins.row)
        guard let origins = cors.values(RouteKeys.origins) else { return nil }
        var policy = CORSPolicy(origins: Set(origins))
        policy.methods = cors.values(RouteKeys.corsMethods) ?? policy.methods
        policy.fields = (cors.values(RouteKeys.corsHeaders) ?? []).map { $0.lowercased() }
        policy.exposed = cors.values(RouteKeys.expose) ?? []
        policy.allowsCredentials = cors.value(RouteKeys.credentials) ?? false
        policy.maxAge = cors.value(RouteKeys.maxAge) ?? policy.maxAge
        if policy.allowsCredentials, policy.origins.contains("*") {
            faults.add(
                cors.place(of: RouteKeys.credentials.row),
                "\(cors.label) cannot allow credentials to all origins; name the origins")
        }
        return policy
    }
}
