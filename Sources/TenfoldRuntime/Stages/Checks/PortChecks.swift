import TenfoldConfiguration

/// No two processes of a stage may listen on one port of one host.
enum PortChecks {
    /// The ports that one key of one service takes: replica i adds i.
    private struct Claim {
        let service: String
        let key: String
        let host: String
        let ports: ClosedRange<Int>
        let place: ConfigPlace
    }

    static func faults(in services: [StageReader.Placed]) -> [ConfigFault] {
        var faults: [ConfigFault] = []
        var earlier: [Claim] = []
        for placed in services {
            // Who lists addresses runs elsewhere, a replica a machine: only its own ports can meet.
            let isElsewhere = !placed.service.addresses.isEmpty
            var seen = isElsewhere ? [] : earlier
            for claim in claims(of: placed, replicas: isElsewhere ? 1 : placed.service.replicas) {
                if claim.ports.upperBound > 65_535 {
                    faults.append(
                        ConfigFault(
                            claim.place,
                            "\(claim.key): \(placed.service.replicas) replicas from port \(claim.ports.lowerBound) on "
                                + "end at \(claim.ports.upperBound), beyond 65535"))
                } else if let other = seen.first(where: { meets($0, claim) }) {
                    faults.append(collision(claim, other))
                }
                seen.append(claim)
            }
            if !isElsewhere { earlier = seen }
        }
        return faults
    }

    private static func claims(of placed: StageReader.Placed, replicas: Int) -> [Claim] {
        let service = placed.service
        let bases: [(String, Int?)] = [
            (StageKeys.port.name, service.port), (StageKeys.internalPort.name, service.internalPort),
            (StageKeys.adminPort.name, service.adminPort),
        ]
        return bases.compactMap { key, base in
            guard let base, !placed.refused.contains(key) else { return nil }
            return Claim(
                service: service.name, key: key, host: service.host, ports: base...(base + replicas - 1),
                place: placed.places[key] ?? placed.place)
        }
    }

    private static func meets(_ first: Claim, _ second: Claim) -> Bool {
        let anyHost: Set<String> = ["0.0.0.0", "::"]
        let isSameHost =
            first.host == second.host || anyHost.contains(first.host) || anyHost.contains(second.host)
        return isSameHost && first.ports.overlaps(second.ports)
    }

    private static func collision(_ claim: Claim, _ other: Claim) -> ConfigFault {
        ConfigFault(
            claim.place,
            "\(claim.key) of service \"\(claim.service)\" takes \(text(claim.ports)), and \(other.key) of "
                + (claim.service == other.service ? "the same" : "\"\(other.service)\"")
                + " takes \(text(other.ports)) on the same host; move one")
    }

    private static func text(_ ports: ClosedRange<Int>) -> String {
        ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound) to \(ports.upperBound)"
    }
}
