/// Spreads lifetimes by ± 5 %, so that entries loaded together are not missed together.
package enum ExpiryJitter {
    package static let share = 0.05

    package static func spread(_ lifetime: Duration, using random: inout some RandomNumberGenerator) -> Duration {
        lifetime * Double.random(in: (1 - share)...(1 + share), using: &random)
    }
}
