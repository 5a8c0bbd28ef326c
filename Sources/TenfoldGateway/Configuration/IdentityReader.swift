import TenfoldConfiguration

/// Reads the identities of a gateway's file.
struct IdentityReader {
    private let map: ConfigMap
    private let faults: ConfigFaultList

    init(_ map: ConfigMap, _ faults: ConfigFaultList) {
        self.map = map
        self.faults = faults
    }

    func read() -> [IdentityDescription] {
        (map.entries(GatewayKeys.identities) ?? []).compactMap { entry in
            let label = "identity \(Quoted.text(entry.key))"
            guard let map = ConfigMap(entry.value, RouteKeys.ofIdentity, in: label, faults: faults) else { return nil }
            return kind(map).map { IdentityDescription(name: entry.key, kind: $0) }
        }
    }

    private func kind(_ map: ConfigMap) -> IdentityDescription.Kind? {
        switch (map.has(RouteKeys.jwt), map.has(RouteKeys.apiKeys.row)) {
        case (true, false): return tokens(map).map { .tokens($0) }
        case (false, true):
            guard let file = map.value(RouteKeys.apiKeys) else { return nil }
            return .apiKeys(file: file, field: (map.value(RouteKeys.header) ?? "x-api-key").lowercased())
        default:
            faults.add(map.place, "\(map.label) has either \"jwt\" or \"api-keys\"")
            return nil
        }
    }

    private func tokens(_ map: ConfigMap) -> IdentityDescription.Tokens? {
        guard let jwt = map.map(RouteKeys.jwt, RouteKeys.ofJWT, in: "\"jwt\" of \(map.label)") else { return nil }
        jwt.require(RouteKeys.issuer.row)
        jwt.require(RouteKeys.audiences.row)
        let audiences = jwt.oneOrMore(RouteKeys.audiences)
        if audiences?.isEmpty == true {
            faults.add(
                jwt.place(of: RouteKeys.audiences.row),
                "\(jwt.label) names no audience: tokens for others would be taken")
        }
        guard let keys = keys(jwt), let issuer = jwt.value(RouteKeys.issuer), let audiences else { return nil }
        var tokens = IdentityDescription.Tokens(issuer: issuer, audiences: audiences, keys: keys)
        tokens.algorithms = jwt.values(RouteKeys.algorithms) ?? []
        tokens.skew = jwt.value(RouteKeys.skew) ?? tokens.skew
        tokens.planClaim = jwt.value(RouteKeys.planClaim)
        return tokens
    }

    private func keys(_ jwt: ConfigMap) -> IdentityDescription.Keys? {
        var found: [IdentityDescription.Keys] = []
        if let keys = jwt.value(RouteKeys.keys) {
            found.append(keys.hasPrefix("https://") || keys.hasPrefix("http://") ? .url(keys) : .file(keys))
        }
        if let file = jwt.value(RouteKeys.publicKey) { found.append(.pemFile(file)) }
        if let file = jwt.value(RouteKeys.secretFile) { found.append(.secretFile(file)) }
        guard found.count == 1 else {
            faults.add(jwt.place, "\(jwt.label) has one of \"keys\", \"public-key\" and \"secret-file\"")
            return nil
        }
        return found[0]
    }
}
