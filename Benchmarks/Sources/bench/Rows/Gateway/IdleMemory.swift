import Glibc

/// What connections cost that ask nothing.
struct IdleMemory: Row {
    static let id = "proxy-idle"
    static let title = "10,000 idle connections to the gateway"

    static let connections = 10_000
    static let askedBytes = 10_240.0
    /// For what else a process has open.
    private static let otherFiles = 500

    func measure(_ bench: Bench) throws -> Section {
        try OpenFiles.raise(toHold: Self.connections + Self.otherFiles)
        let upstream = try RunningContestant(try ProxyUpstreams.small())
        defer { upstream.stop() }
        let contestants = [
            try bench.apps.gateway(GatewayFile(upstreamPort: upstream.port)),
            NginxProxy(nginx: try Nginx(), upstreamPort: upstream.port).plain(),
        ]
        let rounds = try Rounds(contestants.map(\.name), rounds: bench.options.rounds) { number in
            let bytes = try bytesPerConnection(to: contestants[number])
            Console.step("\(contestants[number].name): \(Figure.whole(bytes)) bytes a connection")
            return bytes
        }
        let (tenfold, nginx) = (rounds.results[0], rounds.results[1])
        let ratios = rounds.ratios(0, to: 1) { $0 }
        return Section(
            title: Self.title,
            text: """
                A proxy just started answers \(Figure.whole(Double(Self.connections))) keep-alive connections once each; a \
                second later the memory that its processes have in RAM is read, and what they had before, after a second of \
                load, is taken off. Then every connection is asked once more, so that none was closed meanwhile. What nginx \
                sets aside for its connections when it starts (\(Self.preset)) is not in it. Earlier and elsewhere, nginx \
                took 575 bytes, a bare channel of SwiftNIO 6,981.
                """,
            findings: [
                Finding(
                    workload: "an idle keep-alive connection to the gateway: memory",
                    against: "nginx: \(Figure.whole(nginx.median)) bytes",
                    asked: "at most \(Figure.whole(Self.askedBytes)) bytes",
                    measured: "\(Figure.whole(tenfold.median)) bytes",
                    spread: "\(tenfold.range(Figure.whole)); \(Figure.times(ratios.median)) nginx",
                    verdict: Verdict(tenfold.median <= Self.askedBytes))
            ],
            tables: [
                Table(
                    header: ["contestant", "bytes a connection", "lowest to highest"],
                    rows: contestants.indices.map { number in
                        [
                            "\(contestants[number].name) \(contestants[number].version)",
                            Figure.whole(rounds.results[number].median), rounds.results[number].range(Figure.whole),
                        ]
                    })
            ],
            versions: contestants.map { ($0.name, $0.version) })
    }

    private static let preset = "about 420 bytes for each that it may have"

    /// In a new process each time, as none gives back what it once had.
    private func bytesPerConnection(to contestant: Contestant) throws -> Double {
        let proxy = try RunningContestant(contestant)
        defer { proxy.stop() }
        _ = try Wrk(seconds: 1).run(against: proxy, path: "/plaintext")
        let before = proxy.residentBytes
        let idle = try IdleConnections(Self.connections, to: proxy, path: "/plaintext")
        usleep(1_000_000)
        let after = proxy.residentBytes
        try idle.askAgain()
        return (after - before) / Double(Self.connections)
    }
}
