import TenfoldCache
import TenfoldCore

/// Requests for keys, in order. Keys are dense: 0 to `keyCount` - 1.
struct Trace {
    let name: String
    let keys: [Int32]
    let keyCount: Int
    /// The bytes of each key's entry.
    let sizes: [Int]

    init(_ name: String, _ keys: [Int32], size: (Int) -> Int = { _ in 1 }) {
        self.name = name
        self.keys = keys
        keyCount = Int(keys.max() ?? -1) + 1
        sizes = (0..<keyCount).map(size)
    }

    var bytes: Int { sizes.reduce(0, +) }
}

/// Draws numbers 0 to `count` - 1, the first most often: number k with weight 1 / (k + 1)^exponent.
struct ZipfDistribution {
    private let cumulative: [Double]

    init(count: Int, exponent: Double) {
        var sum = 0.0
        var sums: [Double] = []
        for rank in 1...count {
            sum += power(Double(rank), -exponent)
            sums.append(sum)
        }
        cumulative = sums.map { $0 / sum }
    }

    func draw(using random: inout SeededRandom) -> Int {
        let point = Double.random(in: 0..<1, using: &random)
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] <= point { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
