/// A small answer through the gateway for those alone who have a token, and not too often.
struct GuardedLoad: Row {
    static let id = "proxy-jwt"
    static let title = "A token checked, a rate limited, a request passed on"

    static let asked: KeyValuePairs = ["Envoy": 2.0]

    func measure(_ bench: Bench) throws -> Section {
        let upstream = try RunningContestant(try ProxyUpstreams.small())
        defer { upstream.stop() }
        let token = try AccessToken()
        let file = GatewayFile(
            upstreamPort: upstream.port, policies: [.token, .rateByAddress],
            keeps: .tokens(keys: try token.keySetFile()))
        let contestants =
            [try bench.apps.gateway(file)] + ProxyPeers(upstreamPort: upstream.port).guarded(by: token)
        let running = try RunningAll(contestants)
        defer { running.stop() }
        for proxy in running.all { try check(proxy, token) }
        let script = try WrkScript.asking(with: "Authorization", "Bearer \(token.text)")
        let wrk = Wrk(seconds: bench.options.seconds, script: script)
        let comparison = try LoadComparison(running.all, path: "/plaintext", wrk: wrk, options: bench.options)
        return Section(
            title: Self.title,
            text: """
                As above, with a token of RS256 in every request, the same one: signature, issuer, audience and expiry \
                are checked, then a rate limit that is never reached, of the address (Tenfold) or of all together (Envoy's \
                `local_ratelimit`). Tenfold remembers what it verified; Envoy has its `jwt_cache_config` on, to do so too. \
                Both refuse a request without a token.
                """,
            findings: comparison.findings(
                "13 bytes through the gateway behind a JWT check and a rate limit, requests a CPU second",
                asked: Self.asked, by: .cpuSecond),
            tables: [comparison.table(contestants.map(\.version))],
            commands: [wrk.arguments("http://127.0.0.1:PORT/plaintext").joined(separator: " ")],
            versions: contestants.map { ($0.name, $0.version) })
    }

    /// Throws where it lets a stranger in, or the token's owner not.
    private func check(_ proxy: RunningContestant, _ token: AccessToken) throws {
        let connection = try HTTPConnection(port: proxy.port)
        // Of the signature's first character, for all bits of its last one are not used.
        let parts = token.text.split(separator: ".")
        let forged = "\(parts[0]).\(parts[1]).\(parts[2].hasPrefix("A") ? "B" : "A")\(parts[2].dropFirst())"
        let statuses = try [nil, forged, token.text].map { text in
            let fields = text.map { ["Authorization": "Bearer \($0)"] } ?? [:]
            return try connection.ask("GET", "/plaintext", fields: fields).status
        }
        guard statuses == [401, 401, 200] else {
            throw Failure("\(proxy.name) answers no token, a forged one, a good one with \(statuses)")
        }
    }
}
