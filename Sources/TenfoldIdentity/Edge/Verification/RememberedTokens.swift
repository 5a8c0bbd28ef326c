import Metrics
import Synchronization

/// The verified tokens that are known again by their digest, in stripes, so that two loops seldom meet at a lock.
///
/// Tokens that were refused are not remembered: who forges can change a byte each time, so it would save nothing, and a
/// token refused for a key that is not known yet must pass as soon as it is.
final class RememberedTokens: Sendable {
    private final class Stripe: Sendable {
        let tokens: Mutex<VerifiedTokens<VerifiedToken>>
        init(capacity: Int) { tokens = Mutex(VerifiedTokens(capacity: capacity)) }
    }

    /// A power of two.
    private static let mostStripes = 16
    private let stripes: [Stripe]
    private let total = Atomic<Int>(0)
    private let gauge: Gauge

    /// - Parameter capacity: divided evenly among the stripes.
    init(capacity: Int, gauge: Gauge) {
        let count = capacity >= Self.mostStripes * 4 ? Self.mostStripes : 1
        self.stripes = (0..<count).map { _ in Stripe(capacity: capacity / count) }
        self.gauge = gauge
    }

    var count: Int { total.load(ordering: .relaxed) }

    /// The token, if it is known, not over, and of a key that has not been withdrawn.
    func token(of digest: TokenDigest, atSeconds seconds: Int64) -> VerifiedToken? {
        stripe(of: digest).tokens.withLock { tokens in
            let before = tokens.count
            defer { noteChange(tokens.count - before) }
            guard let token = tokens.value(of: digest, atSeconds: seconds) else { return nil }
            guard !token.key.isWithdrawn else {
                tokens.forget(digest)
                return nil
            }
            return token
        }
    }

    func remember(_ digest: TokenDigest, _ token: VerifiedToken, refusedFrom: Int64) {
        stripe(of: digest).tokens.withLock { tokens in
            let before = tokens.count
            tokens.remember(digest, token, refusedFrom: refusedFrom)
            noteChange(tokens.count - before)
        }
        gauge.record(count)
    }

    private func stripe(of digest: TokenDigest) -> Stripe { stripes[digest.stripe(of: stripes.count)] }

    private func noteChange(_ change: Int) {
        if change != 0 { total.add(change, ordering: .relaxed) }
    }
}
