import TenfoldCache

/// Hit ratios of eviction policies on traces made from a seed: `cache-hit-ratios [--json]`.
@main enum Main {
    static let seed: UInt64 = 1

    static func main() {
        let isJSON = CommandLine.arguments.contains("--json")
        if !isJSON { print(row("trace", "capacity", "lru", "w-tinylfu", "optimum")) }
        for trace in Traces.all(seed: seed) {
            for share in [0.01, 0.05] {
                // In bytes where entries differ, in entries where each counts one.
                let capacity = Int(share * Double(trace.name == "sizes" ? trace.bytes : 100_000))
                report(trace, capacity: capacity, isJSON: isJSON)
            }
        }
    }

    private static func report(_ trace: Trace, capacity: Int, isJSON: Bool) {
        let ratios = [
            ("lru", hitRatio(LeastRecentlyUsed.self, trace, byteLimit: capacity, seed: seed)),
            ("w-tinylfu", hitRatio(WindowTinyLFU.self, trace, byteLimit: capacity, seed: seed)),
            ("optimum", Optimum.hitRatio(trace, byteLimit: capacity)),
        ]
        if isJSON {
            for (policy, ratio) in ratios {
                print(
                    "{\"trace\":\"\(trace.name)\",\"capacity\":\(capacity),\"policy\":\"\(policy)\","
                        + "\"hitRatio\":\(rounded(ratio))}")
            }
        } else {
            let cells = ratios.map { String(rounded($0.1)) }
            print(row(trace.name, String(capacity), cells[0], cells[1], cells[2]))
        }
    }

    private static func rounded(_ ratio: Double) -> Double { (ratio * 10_000).rounded() / 10_000 }

    private static func row(_ cells: String...) -> String {
        cells.map { $0 + String(repeating: " ", count: max(0, 12 - $0.count)) }.joined()
    }
}
