/// Two ways to do one thing, measured in turns in one process, so that whatever else the machine does troubles both
/// alike.
struct Comparison: Encodable {
    let title: String
    let unit: String
    let baseline: Side
    let subject: Side

    /// One of the two, with its figure of each round.
    struct Side: Encodable {
        let name: String
        let figures: [Double]
    }

    /// Measures both once without counting it, then in `rounds` pairs; every other pair begins with the subject.
    init(
        _ title: String, unit: String, rounds: Int, baseline: (name: String, measure: () async throws -> Double),
        subject: (name: String, measure: () async throws -> Double)
    ) async throws {
        self.title = title
        self.unit = unit
        _ = try await baseline.measure()
        _ = try await subject.measure()
        var figures: (baseline: [Double], subject: [Double]) = ([], [])
        for round in 0..<rounds {
            if round.isMultiple(of: 2) { figures.baseline.append(try await baseline.measure()) }
            figures.subject.append(try await subject.measure())
            if !round.isMultiple(of: 2) { figures.baseline.append(try await baseline.measure()) }
        }
        self.baseline = Side(name: baseline.name, figures: figures.baseline)
        self.subject = Side(name: subject.name, figures: figures.subject)
    }

    /// The median of the pairs' own ratios, subject to baseline.
    var ratio: Double { Self.median(zip(subject.figures, baseline.figures).map { $0 / $1 }) }

    func show() {
        print(title)
        for side in [baseline, subject] {
            let each = side.figures.map(Self.rounded).joined(separator: ", ")
            print("  \(side.name): \(Self.rounded(Self.median(side.figures))) \(unit) (each: \(each))")
        }
        print("  ratio: \(Self.rounded(ratio))\n")
    }

    static func median(_ figures: [Double]) -> Double {
        let sorted = figures.sorted()
        return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
    }

    private static func rounded(_ figure: Double) -> String {
        figure >= 100 ? String(Int(figure.rounded())) : String((figure * 100).rounded() / 100)
    }
}

extension Duration {
    /// Seconds as a fraction.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
