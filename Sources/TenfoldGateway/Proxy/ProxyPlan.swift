import TenfoldHTTP
import TenfoldResilience

/// What a proxy does with requests, made ready: never changed, only exchanged as a whole.
final class ProxyPlan: Sendable {
    let routes: RouteTable
    let upstreams: [ProxyUpstream]
    let limits: ProxyLimits
    let trusted: [AddressRange]
    let accessLog: AccessLog?

    /// - Throws: `ProxyFault` for a route that leads nowhere.
    init(_ configuration: ProxyConfiguration, tools: PolicyTools) throws(ProxyFault) {
        upstreams = configuration.upstreams
        limits = configuration.limits
        trusted = configuration.trustedProxies
        accessLog = tools.accessLog
        let places = Dictionary(
            upstreams.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var entries: [RouteEntry] = []
        for route in configuration.routes {
            entries.append(
                try RouteEntry(route, declared: configuration.declared, tools) { (name) throws(ProxyFault) in
                    guard let place = places[name] else {
                        throw ProxyFault("route \(route.label) leads to upstream \(name), which is not there")
                    }
                    return place
                })
        }
        routes = RouteTable(entries)
    }
}
