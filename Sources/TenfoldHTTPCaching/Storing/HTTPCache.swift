import Synchronization
import TenfoldCache
import TenfoldCore

/// A shared HTTP cache in memory (RFC 9111), for all loops of a gateway. It does no I/O and knows no clock: heads, bodies
/// and times are handed to it, and answers come at once.
///
/// The parts: `Lookup` finds answers, `Filling` takes responses in and renews them, `Coalescing` lets equal requests wait for
/// one answer, and `CachedExchange` leads a request that went on to the origin through these.
package final class HTTPCache: Sendable {
    final class LockedStripe: Sendable {
        let state: Mutex<ResponseStripe>

        init(_ stripe: ResponseStripe) { state = Mutex(stripe) }
    }

    package let limits: HTTPCacheLimits
    let hasher: ResponseKeyHasher
    let metrics = HTTPCacheMetrics()
    let invalidations = InvalidationLog()
    let refusedKeys = RefusedKeys()
    let stripes: [LockedStripe]

    /// - Parameter seed: where all randomness starts: of hashes and of the eviction. Nil: a new one.
    package init(_ limits: HTTPCacheLimits = HTTPCacheLimits(), seed: UInt64? = nil) {
        self.limits = limits
        var random = SeededRandom(seed: seed ?? .random(in: .min ... .max))
        let count = limits.stripeCount
        hasher = ResponseKeyHasher(using: &random)
        var stripes: [LockedStripe] = []
        for _ in 0..<count {
            let stripe = ResponseStripe(
                byteLimit: limits.bytes / count, variantLimit: max(1, limits.variantsPerURL), seed: random.next())
            stripes.append(LockedStripe(stripe))
        }
        self.stripes = stripes
    }

    /// What all responses take.
    package var byteCount: Int { metrics.byteCount }
    /// How many there are.
    package var entryCount: Int { metrics.entryCount }
    /// What bodies on their way into it take.
    package var fillByteCount: Int { metrics.fillBytes.now }

    /// Counts a request whose answer the cache did not see through itself.
    package func count(_ outcome: HTTPCacheOutcome) { metrics.count(outcome) }

    /// By other bits than the index within a stripe goes by.
    @inline(__always)
    func stripe(of hash: UInt64) -> LockedStripe {
        stripes[Int(truncatingIfNeeded: hash >> 48) & (stripes.count &- 1)]
    }

    func change<Value: Sendable>(_ stripe: LockedStripe, _ body: (inout ResponseStripe) -> Value) -> Value {
        let (value, difference) = stripe.state.withLock { stripe in
            let value = body(&stripe)
            return (value, stripe.takeChanges())
        }
        metrics.add(difference)
        return value
    }
}
