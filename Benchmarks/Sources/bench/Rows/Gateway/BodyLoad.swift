/// Large bodies both ways through the gateway, and the memory that they take meanwhile.
struct BodyLoad: Row {
    static let id = "proxy-bodies"
    static let title = "1 MiB both ways through the gateway"

    static let bodyBytes = 1_048_576
    static let asked = 0.9

    private struct Result {
        var load: LoadResult
        var peakBytes: Double
    }

    func measure(_ bench: Bench) throws -> Section {
        let upstream = try RunningContestant(try ProxyUpstreams.bodies(bytes: Self.bodyBytes))
        defer { upstream.stop() }
        let nginx = NginxProxy(nginx: try Nginx(), upstreamPort: upstream.port).largeBodies()
        let file = GatewayFile(upstreamPort: upstream.port, policies: [.largeBodies])
        let contestants = [try bench.apps.gateway(file), nginx]
        let running = try RunningAll(contestants)
        defer { running.stop() }
        let atRest = running.all.map(\.residentBytes)
        let script = try WrkScript.sending(bytes: Self.bodyBytes)
        let wrk = Wrk(seconds: bench.options.seconds, script: script)
        for proxy in running.all { _ = try Wrk(seconds: 1, script: script).run(against: proxy, path: "/bodies") }
        let rounds = try Rounds(contestants.map(\.name), rounds: bench.options.rounds) { number in
            running.all[number].forgetPeak()
            let load = try wrk.run(against: running.all[number], path: "/bodies")
            let result = Result(load: load, peakBytes: running.all[number].peakResidentBytes)
            Console.step(
                "\(contestants[number].name): \(Figure.whole(load.requestsPerCPUSecond)) a CPU second, "
                    + "at most \(Figure.mebibytes(result.peakBytes))")
            return result
        }
        return Section(
            title: Self.title,
            text: """
                \(wrk.connections) keep-alive clients send 1 MiB each time; a program in Go behind the proxy reads it to its \
                end and answers 1 MiB. nginx passes on unbuffered what clients send, and has larger buffers than its usual \
                ones, none on disk. Memory is the most that the proxy's processes had in RAM at once during a load, added \
                up (what they share is counted for each); whole bodies would be \(Figure.mebibytes(underWay(wrk))).
                """,
            findings: findings(rounds, atRest: atRest, wrk),
            tables: [table(contestants, rounds, atRest: atRest)],
            commands: [wrk.arguments("http://127.0.0.1:PORT/bodies").joined(separator: " ")],
            versions: contestants.map { ($0.name, $0.version) })
    }

    private func underWay(_ wrk: Wrk) -> Double { Double(wrk.connections * 2 * Self.bodyBytes) }

    private func findings(_ rounds: Rounds<Result>, atRest: [Double], _ wrk: Wrk) -> [Finding] {
        let ratios = rounds.ratios(0, to: 1, \.load.requestsPerCPUSecond)
        let rates = rounds.ratios(0, to: 1, \.load.requestsPerSecond)
        let growth = (0...1).map { number in rounds.figures(number) { $0.peakBytes - atRest[number] } }
        let most = growth[0].max() ?? .nan
        let limit = underWay(wrk)
        return [
            Finding(
                workload: "1 MiB both ways through the gateway, requests a CPU second", against: "nginx",
                asked: "at least \(Self.asked)×", measured: Figure.times(ratios.median),
                spread: "\(ratios.range(Figure.fine)); a second \(Figure.times(rates.median))",
                verdict: Verdict(ratios.median >= Self.asked)),
            Finding(
                workload: "1 MiB both ways, \(wrk.connections) clients: memory at its peak, beyond that at rest",
                against: "nginx: \(Figure.mebibytes(growth[1].max() ?? .nan))",
                asked: "at most \(Figure.mebibytes(limit)), the bodies under way",
                measured: Figure.mebibytes(most), spread: growth[0].range(Figure.mebibytes),
                verdict: Verdict(most <= limit)),
        ]
    }

    private func table(_ contestants: [Contestant], _ rounds: Rounds<Result>, atRest: [Double]) -> Table {
        Table(
            header: [
                "contestant", "requests a CPU second", "lowest to highest", "requests a second", "median ms", "99 % ms",
                "memory at rest", "at its peak",
            ],
            rows: contestants.indices.map { number in
                let rates = rounds.figures(number, \.load.requestsPerCPUSecond)
                return [
                    "\(contestants[number].name) \(contestants[number].version)", Figure.whole(rates.median),
                    rates.range(Figure.whole), Figure.whole(rounds.figures(number, \.load.requestsPerSecond).median),
                    Figure.fine(rounds.figures(number, \.load.medianMilliseconds).median),
                    Figure.fine(rounds.figures(number, \.load.p99Milliseconds).median),
                    Figure.mebibytes(atRest[number]),
                    Figure.mebibytes(rounds.figures(number, \.peakBytes).max() ?? .nan),
                ]
            })
    }
}
