import TenfoldCore

/// Shares requests out by weight, always the same way for the same client (RFC 2992 describes the like for paths).
struct WeightedTargets: Sendable {
    /// Places among the gateway's upstreams, each with the sum of the weights up to it.
    private let shares: [(upstream: Int, upTo: UInt64)]
    private let total: UInt64

    init(_ targets: [(upstream: Int, weight: Int)]) {
        var sum: UInt64 = 0
        shares = targets.filter { $0.weight > 0 }.map { target in
            sum += UInt64(target.weight)
            return (target.upstream, sum)
        }
        total = sum
    }

    /// Whether there is nothing to choose.
    var single: Int? { shares.count == 1 ? shares[0].upstream : nil }

    /// - Parameter number: of the client, evenly spread; the same number has the same target.
    func target(of number: UInt64) -> Int {
        // The high half of the product is evenly spread over 0..<total.
        let place = number.multipliedFullWidth(by: total).high
        return shares.first { place < $0.upTo }?.upstream ?? 0
    }

    /// A number for a client that every replica of a gateway finds alike, in every run of it.
    static func number(of bytes: some Sequence<UInt8>) -> UInt64 {
        var source = SeededRandom(from: Array(bytes))
        return source.next()
    }
}
