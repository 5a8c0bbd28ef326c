import TenfoldConfiguration

/// What must hold between the services of a stage, and between them and the app's modules. Where a key was refused, what
/// follows from its being missing is not told.
struct StageChecks {
    let stage: Stage
    let services: [StageReader.Placed]
    let modules: [String]
    let place: ConfigPlace

    func faults() -> [ConfigFault] {
        unknownModules() + modulesInTwoServices() + modulesInNoService() + nothingPublic() + unreachable() + idle()
            + foreignSettings() + gateways() + PortChecks.faults(in: services)
    }

    private func unknownModules() -> [ConfigFault] {
        services.flatMap { placed in
            placed.modules.filter { !modules.contains($0.name) }.map {
                ConfigFault(
                    $0.place,
                    "no module \(Quoted.text($0.name)) in this app" + NearestName.hint(for: $0.name, among: modules))
            }
        }
    }

    private func modulesInTwoServices() -> [ConfigFault] {
        var hosts: [String: String] = [:]
        var faults: [ConfigFault] = []
        for placed in services {
            for module in placed.modules where modules.contains(module.name) {
                if let host = hosts[module.name] {
                    let other = host == placed.service.name ? "listed twice here" : "in service \"\(host)\" already"
                    faults.append(ConfigFault(module.place, "module \"\(module.name)\" is \(other); it has one home"))
                } else {
                    hosts[module.name] = placed.service.name
                }
            }
        }
        return faults
    }

    private func modulesInNoService() -> [ConfigFault] {
        guard !services.isEmpty, !services.contains(where: { $0.refused.contains(StageKeys.modules.name) }) else {
            return []
        }
        let hosted = Set(services.flatMap { $0.service.modules })
        return modules.filter { !hosted.contains($0) }.map {
            ConfigFault(
                place, "module \"\($0)\" is in no service of stage \"\(stage.name)\"; add it to one's \"modules\"")
        }
    }

    private func nothingPublic() -> [ConfigFault] {
        guard !services.isEmpty, stage.publicServices.isEmpty,
            !services.contains(where: { $0.refused.contains(StageKeys.port.name) })
        else { return [] }
        return [
            ConfigFault(
                place, "nothing of stage \"\(stage.name)\" is public; give the service that faces the public a \"port\""
            )
        ]
    }

    /// Modules that others may call, where nobody could reach them.
    private func unreachable() -> [ConfigFault] {
        guard services.count > 1 else { return [] }
        let keys: Set = [StageKeys.internalPort.name, StageKeys.addresses.name]
        return services.filter {
            !$0.service.modules.isEmpty && $0.service.endpoints.isEmpty && $0.refused.isDisjoint(with: keys)
        }.map {
            ConfigFault(
                $0.place,
                "service \"\($0.service.name)\" has modules that others call; give it an \"internal-port\", or "
                    + "\"addresses\" where it is reached")
        }
    }

    /// A service that does nothing at all.
    private func idle() -> [ConfigFault] {
        let keys: Set = [StageKeys.modules.name, StageKeys.port.name]
        return services.filter {
            $0.modules.isEmpty && $0.service.port == nil && $0.service.gateway == nil
                && $0.refused.isDisjoint(with: keys)
        }.map {
            ConfigFault(
                $0.place,
                "service \"\($0.service.name)\" has neither \"modules\" nor a public \"port\"; it needs one of them")
        }
    }

    private func gateways() -> [ConfigFault] {
        services.filter { $0.service.gateway != nil }.flatMap { placed in
            var faults: [ConfigFault] = []
            if !placed.modules.isEmpty {
                faults.append(
                    ConfigFault(
                        placed.place,
                        "service \"\(placed.service.name)\" has both \"modules\" and a \"gateway\"; a gateway is a service "
                            + "of its own"))
            } else if placed.service.port == nil, !placed.refused.contains(StageKeys.port.name) {
                faults.append(
                    ConfigFault(
                        placed.place,
                        "service \"\(placed.service.name)\" is a gateway without a \"port\"; give it the public one"))
            }
            return faults
        }
    }

    private func foreignSettings() -> [ConfigFault] {
        services.flatMap { placed in
            placed.settings.compactMap { setting in
                let parts = setting.key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[1].isEmpty else {
                    return ConfigFault(setting.place, "expected module.key, came \(Quoted.text(setting.key))")
                }
                guard !placed.service.modules.contains(String(parts[0])) else { return nil }
                return ConfigFault(
                    setting.place,
                    "service \"\(placed.service.name)\" has no module \(Quoted.text(String(parts[0]))) to set"
                        + NearestName.hint(for: String(parts[0]), among: placed.service.modules))
            }
        }
    }
}
