/// A small answer through the gateway, against proxies of others.
struct ProxyLoad: Row {
    static let id = "proxy"
    static let title = "A small answer through the gateway"

    static let asked: KeyValuePairs = ["nginx": 0.95, "HAProxy": 1.0, "Envoy": 3.0, "Caddy": 4.0]

    func measure(_ bench: Bench) throws -> Section {
        let upstream = try RunningContestant(try ProxyUpstreams.small())
        defer { upstream.stop() }
        let contestants =
            [try bench.apps.gateway(GatewayFile(upstreamPort: upstream.port))]
            + ProxyPeers(upstreamPort: upstream.port).plain()
        let running = try RunningAll(contestants)
        defer { running.stop() }
        for proxy in running.all { try ProxyUpstreams.checkForwardedFields(through: proxy) }
        let wrk = Wrk(seconds: bench.options.seconds)
        let comparison = try LoadComparison(running.all, path: "/plaintext", wrk: wrk, options: bench.options)
        return Section(
            title: Self.title,
            text: """
                13 bytes of an nginx behind each proxy, asked for on \(wrk.connections) keep-alive connections. Judged are \
                requests a CPU second of the proxy's processes: wrk, the proxy and what is behind it share the cores. Each \
                proxy has as many workers as there are cores, keeps its connections to the upstream, sets \
                `X-Forwarded-For`, `-Proto` and `-Host`, and writes no access log: nginx with a request's body unbuffered, \
                HAProxy as one process whose threads share connections, Envoy as its page on measuring it says (no request \
                ids, no statistics of the router, no circuit breakers), Caddy without compression. Tenfold has its metrics on.
                """,
            findings: comparison.findings(
                "13 bytes through the gateway, requests a CPU second", asked: Self.asked, by: .cpuSecond),
            tables: [comparison.table(contestants.map(\.version))],
            commands: [
                "tenfold gateway --config FILE",
                wrk.arguments("http://127.0.0.1:PORT/plaintext").joined(separator: " "),
            ],
            versions: contestants.map { ($0.name, $0.version) })
    }
}
