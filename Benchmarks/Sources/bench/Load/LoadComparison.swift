/// A load comparison: all contestants run beside each other, one is loaded at a time.
struct LoadComparison {
    let contestants: [RunningContestant]
    let rounds: Rounds<LoadResult>

    init(_ contestants: [RunningContestant], path: String, wrk: Wrk, options: Options) throws {
        self.contestants = contestants
        var warmUp = wrk
        warmUp.seconds = max(1, wrk.seconds / 2)
        for contestant in contestants { _ = try warmUp.run(against: contestant, path: path) }
        var done = 0
        let count = contestants.count
        rounds = try Rounds(contestants.map(\.name), rounds: options.rounds) { number in
            let result = try wrk.run(against: contestants[number], path: path)
            done += 1
            let round = (done - 1) / count + 1
            Console.step(
                "round \(round): \(contestants[number].name) \(Figure.whole(result.requestsPerSecond)) a second")
            return result
        }
    }

    /// Every contestant's own figures.
    func table(_ versions: [String]) -> Table {
        Table(
            header: [
                "contestant", "requests a second", "lowest to highest", "requests a CPU second", "median ms", "99 % ms",
            ],
            rows: contestants.indices.map { number in
                let rates = rounds.figures(number, \.requestsPerSecond)
                return [
                    "\(contestants[number].name) \(versions[number])", Figure.whole(rates.median),
                    rates.range(Figure.whole),
                    Figure.whole(rounds.figures(number, \.requestsPerCPUSecond).median),
                    Figure.fine(rounds.figures(number, \.medianMilliseconds).median),
                    Figure.fine(rounds.figures(number, \.p99Milliseconds).median),
                ]
            })
    }

    /// The first contestant against each of the others; one that was asked for and is not here was not measured.
    func findings(
        _ workload: String, asked: KeyValuePairs<String, Double>, by figure: LoadFigure = .second
    ) -> [Finding] {
        asked.map { peer, asked in
            guard let number = contestants.firstIndex(where: { $0.name == peer }) else {
                return .notMeasured("\(workload): \(peer)", "could not be built or started here")
            }
            let ratios = rounds.ratios(0, to: number, figure.requests)
            let others = rounds.ratios(0, to: number, figure.other.requests)
            return Finding(
                workload: workload, against: peer, asked: "at least \(asked)×", measured: Figure.times(ratios.median),
                spread: "\(ratios.range(Figure.fine)); a \(figure.other.rawValue) \(Figure.times(others.median))",
                verdict: Verdict(ratios.median >= asked))
        }
    }
}

/// What a comparison is judged by: requests in a second, or in a CPU second of the server.
enum LoadFigure: String {
    case second
    case cpuSecond = "CPU second"

    var other: LoadFigure { self == .second ? .cpuSecond : .second }

    func requests(_ result: LoadResult) -> Double {
        switch self {
        case .second: result.requestsPerSecond
        case .cpuSecond: result.requestsPerCPUSecond
        }
    }
}
