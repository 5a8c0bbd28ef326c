/// The tokens that were verified lately, by their SHA-256, with what they say: a bounded map that forgets the oldest
/// first.
///
/// Only tokens that passed come in, so nobody can fill it with inventions. The text itself is not kept.
struct VerifiedTokens<Value: Sendable> {
    private struct Entry {
        let value: Value
        let refusedFrom: Int64
    }

    private let capacity: Int
    private var entries: [TokenDigest: Entry] = [:]
    private var ring: [TokenDigest] = []
    private var oldest = 0

    init(capacity: Int) { self.capacity = max(1, capacity) }

    var count: Int { entries.count }

    /// What the token says, if it is known and not over at `seconds` since 1970.
    mutating func value(of digest: TokenDigest, atSeconds seconds: Int64) -> Value? {
        guard let entry = entries[digest] else { return nil }
        guard seconds < entry.refusedFrom else {
            forget(digest)
            return nil
        }
        return entry.value
    }

    /// Its place in the ring stays, and is used again in its turn.
    mutating func forget(_ digest: TokenDigest) { entries[digest] = nil }

    mutating func remember(_ digest: TokenDigest, _ value: Value, refusedFrom: Int64) {
        let isKnown = entries[digest] != nil
        if !isKnown, ring.count < capacity {
            ring.append(digest)
        } else if !isKnown {
            // Before the new one comes in: a token that was forgotten may still hold this very place.
            entries[ring[oldest]] = nil
            ring[oldest] = digest
            oldest = (oldest + 1) % capacity
        }
        entries[digest] = Entry(value: value, refusedFrom: refusedFrom)
    }
}
