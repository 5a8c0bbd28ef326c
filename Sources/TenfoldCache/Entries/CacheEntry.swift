package import TenfoldCore

/// A value under its key, what it weighs and how long it holds. It never changes: a stripe's slots hold references, so
/// that a look copies none of it.
package final class CacheEntry: Sendable {
    package typealias Instant = ContinuousClock.Instant

    package let key: EntryKey
    package let value: CachedValue
    package let bytes: Int
    package let expiresAt: Instant
    /// From then on a hit starts a load in the background.
    package let refreshAt: Instant

    package init(_ key: EntryKey, _ value: CachedValue, bytes: Int, expiresAt: Instant, refreshAt: Instant? = nil) {
        self.key = key
        self.value = value
        self.bytes = bytes
        self.expiresAt = expiresAt
        self.refreshAt = refreshAt ?? expiresAt
    }

    /// "There is none."
    var isAbsence: Bool { if case .notFound = value { true } else { false } }

    /// The same, to be loaded anew when half of what is left of its life has passed.
    func puttingOffRefresh(now: Instant) -> CacheEntry {
        CacheEntry(key, value, bytes: bytes, expiresAt: expiresAt, refreshAt: now + (expiresAt - now) / 2)
    }
}

/// What a look into the cache finds.
package enum CacheLookup: Sendable {
    case miss
    case hit(CachedValue)
    /// A hit in the last part of its life: time to load it anew.
    case due(CachedValue)
}

/// What became of a load's outcome.
package enum LoadEnding: Sendable {
    /// An invalidation came after the load began.
    case outdated
    /// It is too large, or asked for too seldom.
    case refused
    case kept
}
