package import TenfoldConfiguration
import TenfoldHTTP

/// A gateway's file.
package enum GatewayFile {
    /// - Throws: `ConfigFaults` with everything that is wrong in it.
    package static func load(_ path: String) throws(ConfigFaults) -> GatewayOptions {
        let bytes: [UInt8]
        do throws(BoundedFile.Fault) {
            bytes = try BoundedFile.read(path, most: YAMLDocument.mostBytes)
        } catch {
            throw ConfigFaults(ConfigFault(.wholeFile(path), "the gateway's file \(error)"))
        }
        return try options(of: bytes, path: path)
    }

    /// `load` without the disk.
    package static func options(of bytes: [UInt8], path: String) throws(ConfigFaults) -> GatewayOptions {
        let document = try YAMLDocument.parse(bytes, path: path)
        let faults = ConfigFaultList(document.faults)
        guard let file = ConfigMap(document.root, GatewayKeys.ofFile, in: "the file", faults: faults) else {
            throw ConfigFaults(faults.faults)
        }
        file.require(GatewayKeys.gateway)
        var options = GatewayOptions()
        if let map = file.map(GatewayKeys.gateway, GatewayKeys.ofGateway, in: "the gateway") {
            options = GatewayReader(map, .file, faults).read()
        }
        try faults.throwIfAny()
        return options
    }
}

/// Reads what is below `gateway`.
struct GatewayReader {
    private let map: ConfigMap
    private let scope: GatewayScope
    private let faults: ConfigFaultList

    init(_ map: ConfigMap, _ scope: GatewayScope, _ faults: ConfigFaultList) {
        self.map = map
        self.scope = scope
        self.faults = faults
    }

    func read() -> GatewayOptions {
        var options = GatewayOptions()
        options.listen = map.value(GatewayKeys.listen) ?? options.listen
        options.admin = map.value(GatewayKeys.admin) ?? options.admin
        options.loops = map.value(GatewayKeys.loops)
        options.tls = tls()
        options.proxy.logsRequests = map.value(GatewayKeys.accessLog) ?? scope.logsRequests
        options.proxy.trustedProxies = map.values(GatewayKeys.trustedProxies) ?? []
        readLimits(into: &options)
        options.identities = IdentityReader(map, faults).read()
        options.proxy.upstreams = upstreams()
        options.proxy.routes = routes(options)
        return options
    }

    private func tls() -> GatewayOptions.TLSFiles? {
        guard let tls = map.map(GatewayKeys.tls, GatewayKeys.ofTLS, in: "tls") else { return nil }
        tls.require(GatewayKeys.certificate.row)
        tls.require(GatewayKeys.key.row)
        guard let certificate = tls.value(GatewayKeys.certificate), let key = tls.value(GatewayKeys.key) else {
            return nil
        }
        return GatewayOptions.TLSFiles(certificate: certificate, key: key)
    }

    private func readLimits(into options: inout GatewayOptions) {
        guard let limits = map.map(GatewayKeys.limits, GatewayKeys.ofLimits, in: "the limits") else { return }
        func set<Value>(_ key: ConfigKey<Value>, _ target: WritableKeyPath<GatewayOptions, Value>) {
            if let value = limits.value(key) { options[keyPath: target] = value }
        }
        set(GatewayKeys.connections, \.proxy.limits.client.connections)
        set(GatewayKeys.headBytes, \.proxy.limits.client.headerBytes)
        set(GatewayKeys.headTimeout, \.proxy.limits.client.headerTimeout)
        set(GatewayKeys.idleTimeout, \.proxy.limits.client.idleTimeout)
        set(GatewayKeys.progressTimeout, \.proxy.limits.client.progressTimeout)
        set(GatewayKeys.stallTimeout, \.proxy.limits.stallTimeout)
        set(GatewayKeys.tunnelIdleTimeout, \.proxy.limits.tunnelIdleTimeout)
        set(GatewayKeys.shutdownGrace, \.shutdownGrace)
        set(GatewayKeys.rateKeys, \.rateKeys)
        set(GatewayKeys.cacheBytes, \.cacheBytes)
    }

    // MARK: Upstreams

    private func upstreams() -> [ProxyUpstream] {
        if !scope.leadsToModules { map.require(GatewayKeys.upstreams) }
        return (map.entries(GatewayKeys.upstreams) ?? []).compactMap { entry in
            if !ValueText.isName(entry.key) {
                faults.add(
                    entry.place,
                    "expected a name of lower-case letters, digits and dashes, came \(Quoted.text(entry.key))")
            }
            if scope.takenNames.contains(entry.key) {
                let owner = entry.key == GatewayScope.modules ? "what leads to modules" : "a service"
                faults.add(entry.place, "\(Quoted.text(entry.key)) is \(owner); give the upstream another name")
            }
            return ConfigMap(
                entry.value, GatewayKeys.ofUpstream, in: "upstream \(Quoted.text(entry.key))", faults: faults
            ).map { upstream(entry.key, $0) }
        }
    }

    private func upstream(_ name: String, _ map: ConfigMap) -> ProxyUpstream {
        map.require(GatewayKeys.servers.row)
        let servers = map.values(GatewayKeys.servers)
        if let servers {
            if servers.isEmpty { faults.add(map.place(of: GatewayKeys.servers.row), "\(map.label) has no server") }
            for (number, server) in servers.enumerated() where servers[..<number].contains(server) {
                faults.add(map.place(of: GatewayKeys.servers.row), "\(map.label) has \(server) twice")
            }
        }
        var upstream = ProxyUpstream(name: name, servers: servers ?? [])
        upstream.limits.connectionsPerServer =
            map.value(GatewayKeys.serverConnections) ?? upstream.limits.connectionsPerServer
        upstream.limits.waitingPerServer = map.value(GatewayKeys.waiting) ?? upstream.limits.waitingPerServer
        upstream.limits.connectTimeout = map.value(GatewayKeys.connectTimeout) ?? upstream.limits.connectTimeout
        upstream.limits.idleTimeout = map.value(GatewayKeys.serverIdleTimeout) ?? upstream.limits.idleTimeout
        upstream.limits.attempts = map.value(GatewayKeys.attempts) ?? upstream.limits.attempts
        upstream.limits.isAdaptive = map.value(GatewayKeys.adaptiveLimit) ?? upstream.limits.isAdaptive
        return upstream
    }

    // MARK: Routes

    private func routes(_ options: GatewayOptions) -> [ProxyRoute] {
        if !scope.leadsToModules { map.require(GatewayKeys.routes) }
        let reader = RouteReader(
            upstreams: options.proxy.upstreams.map(\.name), leadsToModules: scope.leadsToModules,
            identities: options.identities.map(\.name), faults: faults)
        var routes: [ProxyRoute] = []
        for item in map.items(GatewayKeys.routes) ?? [] {
            guard let route = reader.read(item) else { continue }
            if routes.contains(where: { $0.answersAs(route) }) {
                faults.add(item.place, "route \(route.label) is there already, so this one would never be used")
            }
            routes.append(route)
        }
        if scope.leadsToModules, !routes.contains(where: \.leadsToModules) { routes.append(.ofAllModules) }
        return routes
    }
}

extension ProxyRoute {
    fileprivate static var ofAllModules: ProxyRoute {
        var route = ProxyRoute(path: "/*", targets: [])
        route.leadsToModules = true
        return route
    }

    /// Whether every request of the other route is one of this one, which comes first.
    fileprivate func answersAs(_ other: ProxyRoute) -> Bool {
        guard host == other.host, path == other.path, fields.isEmpty else { return false }
        guard let methods else { return true }
        return other.methods?.isSubset(of: methods) ?? false
    }
}
