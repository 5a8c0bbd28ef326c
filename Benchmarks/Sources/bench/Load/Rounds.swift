/// Measures several in turns, so that whatever else the machine does troubles all alike: each round measures each
/// once, and begins one further along than the round before.
struct Rounds<Result> {
    let names: [String]
    /// By contestant, then by round.
    private(set) var results: [[Result]]

    init(_ names: [String], rounds: Int, measure: (_ contestant: Int) throws -> Result) throws {
        self.names = names
        results = Array(repeating: [], count: names.count)
        for round in 0..<rounds {
            for place in names.indices {
                let contestant = (place + round) % names.count
                results[contestant].append(try measure(contestant))
            }
        }
    }

    func figures(_ contestant: Int, _ figure: (Result) -> Double) -> [Double] { results[contestant].map(figure) }

    /// Each round's ratio of one to another.
    func ratios(_ subject: Int, to baseline: Int, _ figure: (Result) -> Double) -> [Double] {
        zip(results[subject], results[baseline]).map { figure($0) / figure($1) }
    }
}
