import TenfoldConfiguration
import TenfoldCore
import TenfoldGateway

/// Reads the values of one stage through its layers, and collects what is wrong with them.
struct StageReader {
    let outline: StageOutline
    let layers: StageLayers
    let app: String
    /// Only for the stage that is asked for: others' files may be on other machines.
    let readsSecretFile: Bool
    private(set) var faults: [ConfigFault] = []
    private var refused: Set<[String]>

    init(_ outline: StageOutline, _ layers: StageLayers, app: String, readsSecretFile: Bool) {
        self.outline = outline
        self.layers = layers
        self.app = app
        self.readsSecretFile = readsSecretFile
        refused = outline.refused
    }

    /// A service with where its parts were given, for the checks between services.
    struct Placed {
        let service: Service
        let place: ConfigPlace
        let modules: [(name: String, place: ConfigPlace)]
        let places: [String: ConfigPlace]
        let settings: [(key: String, place: ConfigPlace)]
        /// Keys that are given and were refused already.
        let refused: Set<String>
    }

    mutating func read() -> (stage: Stage, services: [Placed]) {
        let limits = readLimits([], StageLimits())
        var placed: [Placed] = []
        for service in outline.services { placed.append(readService(service, limits)) }
        let stage = Stage(
            name: outline.name, data: value(StageKeys.data, []) ?? .sqlite(folder: "\(app)-data"),
            cache: value(StageKeys.cache, []) ?? .memory, events: value(StageKeys.events, []) ?? .embedded,
            secret: readSecret(), limits: limits, services: placed.map(\.service))
        return (stage, placed)
    }

    private mutating func readService(_ outline: ServiceOutline, _ limits: StageLimits) -> Placed {
        let path = ["services", outline.name]
        let modules = items(StageKeys.modules, path)
        let settings = (outline.settings + layers.settingsFromOutside(of: path)).compactMap { key in
            layers.text(path + ["settings", key]).map { (key: key, value: $0.value, place: $0.place) }
        }
        let service = Service(
            name: outline.name, modules: modules.map(\.name), replicas: value(StageKeys.replicas, path) ?? 1,
            host: value(StageKeys.host, path) ?? "127.0.0.1", port: value(StageKeys.port, path),
            internalPort: value(StageKeys.internalPort, path), adminPort: value(StageKeys.adminPort, path) ?? 9090,
            loops: value(StageKeys.loops, path), limits: readLimits(path, limits),
            settings: Secret(Dictionary(settings.map { ($0.key, $0.value) }) { first, _ in first }),
            addresses: readAddresses(path), gateway: readGateway(outline))
        let keys = [StageKeys.port.name, StageKeys.internalPort.name, StageKeys.adminPort.name, "modules"]
        let places = keys.map { ($0, layers.text(path + [$0])?.place ?? outline.place) }
        return Placed(
            service: service, place: outline.place, modules: modules,
            places: Dictionary(places) { first, _ in first }, settings: settings.map { ($0.key, $0.place) },
            refused: Set(refused.filter { $0.starts(with: path) }.compactMap(\.last)))
    }

    private mutating func readGateway(_ outline: ServiceOutline) -> GatewayOptions? {
        guard let node = outline.gateway else { return nil }
        let found = ConfigFaultList()
        defer { faults += found.faults }
        return .ofStage(
            node, in: "the gateway of service \(Quoted.text(outline.name))",
            services: self.outline.services.map(\.name), faults: found)
    }

    private mutating func readLimits(_ path: [String], _ base: StageLimits) -> StageLimits {
        let path = path + ["limits"]
        var limits = base
        limits.requestTimeout = value(StageKeys.requestTimeout, path) ?? base.requestTimeout
        limits.shutdownGrace = value(StageKeys.shutdownGrace, path) ?? base.shutdownGrace
        limits.eventAttempts = value(StageKeys.eventAttempts, path) ?? base.eventAttempts
        limits.bodyBytes = value(StageKeys.bodyBytes, path) ?? base.bodyBytes
        return limits
    }

    private mutating func readAddresses(_ path: [String]) -> [ServiceAddress] {
        let found = items(StageKeys.addresses, path)
        if found.count > StageKeys.mostAddresses {
            faults.append(ConfigFault(found[0].place, "expected \(StageKeys.addresses.expected), came \(found.count)"))
        }
        return found.prefix(StageKeys.mostAddresses).compactMap { item in
            if let address = ServiceAddress(item.name) { return address }
            faults.append(
                ConfigFault(
                    item.place,
                    "expected an address as host:port, such as 10.0.0.5:7110, came \(Quoted.text(item.name))"))
            refused.insert(path + [StageKeys.addresses.name])
            return nil
        }
    }

    /// The layer above wins; in one layer the two contradict each other.
    private mutating func readSecret() -> Secret<String>? {
        let direct = layers.text([StageKeys.secret.name])
        let file = layers.text([StageKeys.secretFile.name])
        if let direct, let file, direct.rank == file.rank {
            faults.append(ConfigFault(file.place, "both \"secret\" and \"secret-file\" are given; keep one"))
            return nil
        }
        if let file, file.rank < direct?.rank ?? .max { return readSecretFile(file) }
        return value(StageKeys.secret, []).map(Secret.init)
    }

    private mutating func readSecretFile(_ found: StageLayers.Found<String>) -> Secret<String>? {
        guard let path = value(StageKeys.secretFile, []), readsSecretFile else { return nil }
        do {
            let bytes = try BoundedFile.read(path, most: 4_096)
            let text = String(decoding: bytes, as: UTF8.self)
            let trimmed = text.hasSuffix("\n") ? String(text.dropLast()) : text
            return Secret(try StageKeys.secret.parse(trimmed))
        } catch let fault as ValueFault {
            faults.append(ConfigFault(found.place, "\(Quoted.text(path)): \(fault.sentence)"))
        } catch {
            faults.append(ConfigFault(found.place, "the secret's file \(Quoted.text(path)) \(error)"))
        }
        return nil
    }

    /// A key's value; nil where nobody sets it, or where it is refused.
    private mutating func value<Value>(_ key: ConfigKey<Value>, _ path: [String]) -> Value? {
        guard let found = layers.text(path + [key.name]) else { return nil }
        do throws(ValueFault) {
            return try key.parse(found.value)
        } catch {
            let came = error.showsValue ? ", came \(Quoted.text(found.value))" : ""
            faults.append(ConfigFault(found.place, "\(key.name): \(error.sentence)\(came)"))
            refused.insert(path + [key.name])
            return nil
        }
    }

    private func items(_ row: ConfigKeyRow, _ path: [String]) -> [(name: String, place: ConfigPlace)] {
        let path = path + [row.name]
        guard let found = layers.list(path) else { return [] }
        return found.value.enumerated().map { index, item in
            (item, layers.place(ofItem: index, in: found, at: path))
        }
    }
}
