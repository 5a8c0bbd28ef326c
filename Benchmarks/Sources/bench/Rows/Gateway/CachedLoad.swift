/// Answers from the gateway's cache, against caches of others.
struct CachedLoad: Row {
    static let id = "proxy-cache"
    static let title = "An answer from the gateway's cache"

    static let asked: KeyValuePairs = ["nginx": 0.9, "Varnish": 0.9]

    func measure(_ bench: Bench) throws -> Section {
        let upstream = try RunningContestant(try ProxyUpstreams.small())
        defer { upstream.stop() }
        let contestants =
            [try bench.apps.gateway(GatewayFile(upstreamPort: upstream.port, policies: [.cache]))]
            + ProxyPeers(upstreamPort: upstream.port).caching()
        let running = try RunningAll(contestants)
        defer { running.stop() }
        let script = try WrkScript.asking(ProxyUpstreams.objects)
        for proxy in running.all { _ = try Wrk(seconds: 1, script: script).run(against: proxy, path: "/") }
        // From here on, whatever does not come from a cache is an error, which wrk tells.
        upstream.stop()
        let wrk = Wrk(seconds: bench.options.seconds, script: script)
        let comparison = try LoadComparison(running.all, path: "/", wrk: wrk, options: bench.options)
        return Section(
            title: Self.title,
            text: """
                \(ProxyUpstreams.objects.count) answers of \(Figure.whole(Double(ProxyUpstreams.objectBytes))) bytes, fresh \
                for a day, one at random each time; every cache was filled, then the upstream was stopped. nginx has its \
                cache's files in memory and keeps them open; Varnish keeps objects in memory, its two thread pools and its \
                log in memory are its defaults.
                """,
            findings: comparison.findings(
                "1 KiB from the gateway's cache, requests a CPU second", asked: Self.asked, by: .cpuSecond),
            tables: [comparison.table(contestants.map(\.version))],
            commands: [wrk.arguments("http://127.0.0.1:PORT").joined(separator: " ")],
            versions: contestants.map { ($0.name, $0.version) })
    }
}
