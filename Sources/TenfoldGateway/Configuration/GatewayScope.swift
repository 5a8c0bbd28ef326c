package import TenfoldConfiguration

/// What a gateway is described by, and what it stands in front of.
package enum GatewayScope: Sendable {
    /// A file of its own: anyone's servers.
    case file
    /// A service of a stage: the modules that the stage's other services host, and anyone's servers besides.
    case stage(services: [String])

    /// What routes name as their upstream when they lead to the stage's modules.
    package static let modules = "modules"

    var leadsToModules: Bool { if case .stage = self { true } else { false } }

    /// In a stage that is said where processes are started, as of every service.
    var logsRequests: Bool { !leadsToModules }

    /// Names that upstreams of the file cannot have.
    var takenNames: [String] { if case .stage(let services) = self { services + [Self.modules] } else { [] } }
}

extension GatewayOptions {
    /// Reads the gateway of a stage's service; what is wrong is added to `faults`.
    ///
    /// - Parameter services: of the stage.
    package static func ofStage(
        _ node: YAMLNode, in label: String, services: [String], faults: ConfigFaultList
    ) -> GatewayOptions {
        guard let map = ConfigMap(node, GatewayKeys.ofStageGateway, in: label, faults: faults) else {
            return GatewayOptions()
        }
        return GatewayReader(map, .stage(services: services), faults).read()
    }
}
