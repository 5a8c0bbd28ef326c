/// A call to another service on the same machine, beside what Go programs do for one.
struct RemoteCall: Row {
    static let id = "remote"
    static let title = "A remote call between two processes"

    /// Of calls a CPU second of both sides together.
    static let asked: KeyValuePairs = ["gRPC-Go": (0.8, 1.0), "Go net/http": (1.2, 1.5)]

    func measure(_ bench: Bench) throws -> Section {
        let peers = RemotePeers(builder: bench.builder)
        let contestants = [try peers.tenfold()] + (try peers.go())
        var running: [RunningCallee] = []
        defer { for callee in running { callee.stop() } }
        for contestant in contestants { running.append(try RunningCallee(contestant)) }
        let rounds = try Rounds(contestants.map(\.name), rounds: bench.options.rounds) { number in
            let result = try running[number].load(seconds: bench.options.seconds)
            Console.step("\(contestants[number].name): \(Figure.whole(result.callsPerCPUSecond)) a CPU second")
            return result
        }
        return Section(
            title: Self.title, text: Self.text, findings: findings(rounds), tables: [table(contestants, rounds)],
            commands: [
                "remote-calls serve PORT FOLDER",
                "remote-calls call PORT CALLEE-PID 1 \(bench.options.seconds) \(RemoteLoad.inFlight) FOLDER",
            ], versions: contestants.map { ($0.name, $0.version) })
    }

    private static let text = """
        \(RemoteLoad.inFlight) callers in one process ask another on loopback, each again as soon as it is answered: about \
        200 bytes of JSON there and back, or the same fields as a protobuf. A CPU second is user and system time of both \
        processes in the window, after a second of warm-up. Tenfold calls through a module's sender, from the handlers of \
        as many requests, a service with a secret; both sides have two loops, and deadline, breaker, balancer, admission, \
        metrics, request ids and traces are on. gRPC-Go is the system's package with its defaults: one connection that \
        all calls share, code made by `protoc`. Go's net/http keeps \(RemoteLoad.inFlight) connections and uses \
        encoding/json. GOMAXPROCS is the default.
        """

    private func findings(_ rounds: Rounds<RemoteResult>) -> [Finding] {
        Self.asked.compactMap { peer, asked in
            guard let number = rounds.names.firstIndex(of: peer) else { return nil }
            let ratios = rounds.ratios(0, to: number, \.callsPerCPUSecond)
            let rates = rounds.ratios(0, to: number, \.callsPerSecond)
            return Finding(
                workload: "a remote call of 200 bytes, calls a CPU second of both sides", against: peer,
                asked: "at least \(asked.0)× (stretch \(asked.1)×)", measured: Figure.times(ratios.median),
                spread: "\(ratios.range(Figure.fine)); calls a second \(Figure.times(rates.median))",
                verdict: Verdict(ratios.median >= asked.0))
        }
    }

    private func table(_ contestants: [RemoteContestant], _ rounds: Rounds<RemoteResult>) -> Table {
        Table(
            header: [
                "contestant", "calls a CPU second", "lowest to highest", "calls a second", "caller's CPU µs a call",
                "callee's CPU µs a call", "median ms", "99 % ms",
            ],
            rows: contestants.indices.map { number in
                func median(_ figure: (RemoteResult) -> Double) -> Double { rounds.figures(number, figure).median }
                return [
                    "\(contestants[number].name) \(contestants[number].version)",
                    Figure.whole(median(\.callsPerCPUSecond)),
                    rounds.figures(number, \.callsPerCPUSecond).range(Figure.whole),
                    Figure.whole(median(\.callsPerSecond)), Figure.fine(median(\.callerMicroseconds)),
                    Figure.fine(median(\.calleeMicroseconds)), Figure.fine(median(\.medianMilliseconds)),
                    Figure.fine(median(\.p99Milliseconds)),
                ]
            })
    }
}
