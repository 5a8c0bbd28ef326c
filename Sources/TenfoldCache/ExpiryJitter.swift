/// Spreads expiries by ± 5 %, so that entries loaded together are not missed together.
package enum ExpiryJitter {
    package static let share = 0.05

    package static func expiry(
        after duration: Duration, from now: ContinuousClock.Instant, using random: inout some RandomNumberGenerator
    ) -> ContinuousClock.Instant {
        now + duration * Double.random(in: (1 - share)...(1 + share), using: &random)
    }
}
