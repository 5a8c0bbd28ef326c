import Foundation

/// Hit ratios of the cache's policy against LRU and the optimum.
struct CacheHits: Row {
    static let id = "cache"
    static let title = "Cache hit ratios"

    /// A line of `cache-hit-ratios --json`.
    private struct Ratio: Decodable {
        var trace: String
        var capacity: Int
        var policy: String
        var hitRatio: Double
    }

    func measure(_ bench: Bench) throws -> Section {
        let text = try Tool.run([try bench.builder.own("cache-hit-ratios"), "--json"])
        let ratios = try text.split(separator: "\n").filter { $0.hasPrefix("{") }.map {
            try JSONDecoder().decode(Ratio.self, from: Data($0.utf8))
        }
        guard !ratios.isEmpty else { throw Failure("cache-hit-ratios told nothing") }
        return Section(
            title: Self.title,
            text: "Traces replayed through the cache's policy, LRU and the optimum, which knows the future (Belady).",
            findings: [
                Finding(
                    workload: "cache hit ratios", against: "LRU and the optimum", asked: "", measured: "see its table",
                    verdict: .told)
            ],
            tables: [table(ratios)], commands: ["cache-hit-ratios --json"])
    }

    /// A line for each trace and capacity, a column for each policy, in the order they come.
    private func table(_ ratios: [Ratio]) -> Table {
        var (policies, places): ([String], [(trace: String, capacity: Int)]) = ([], [])
        for ratio in ratios {
            if !policies.contains(ratio.policy) { policies.append(ratio.policy) }
            if !places.contains(where: { $0 == (ratio.trace, ratio.capacity) }) {
                places.append((ratio.trace, ratio.capacity))
            }
        }
        let rows = places.map { place in
            [place.trace, Figure.whole(Double(place.capacity))]
                + policies.map { policy in
                    ratios.first { $0.policy == policy && ($0.trace, $0.capacity) == place }
                        .map { String(format: "%.3f", $0.hitRatio) } ?? ""
                }
        }
        return Table(header: ["trace", "entries"] + policies, rows: rows)
    }
}
