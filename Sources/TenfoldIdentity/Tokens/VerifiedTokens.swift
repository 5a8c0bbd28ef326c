import Crypto
import TenfoldCore

/// The tokens that were verified lately, by their SHA-256: a bounded map that forgets the oldest first.
///
/// Only tokens that passed come in, so nobody can fill it with inventions. The text itself is not kept.
struct VerifiedTokens {
    private struct Entry {
        let principal: Principal
        let refusedFrom: Int64
    }

    private let capacity: Int
    private var entries: [SHA256Digest: Entry] = [:]
    private var ring: [SHA256Digest] = []
    private var oldest = 0

    init(capacity: Int) { self.capacity = max(1, capacity) }

    var count: Int { entries.count }

    /// Who the token speaks for, if it is known and not over at `seconds` since 1970.
    mutating func principal(of digest: SHA256Digest, atSeconds seconds: Int64) -> Principal? {
        guard let entry = entries[digest] else { return nil }
        guard seconds < entry.refusedFrom else {
            entries[digest] = nil
            return nil
        }
        return entry.principal
    }

    mutating func remember(_ digest: SHA256Digest, _ principal: Principal, refusedFrom: Int64) {
        guard entries.updateValue(Entry(principal: principal, refusedFrom: refusedFrom), forKey: digest) == nil else {
            return
        }
        if ring.count < capacity {
            ring.append(digest)
        } else {
            entries[ring[oldest]] = nil
            ring[oldest] = digest
            oldest = (oldest + 1) % capacity
        }
    }
}
