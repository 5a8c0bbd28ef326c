package import TenfoldCore

/// A key within its space, hashed once: for the choice of the stripe, its index and its counts.
package struct EntryKey: Hashable, Sendable {
    package let space: CacheSpace
    package let identity: CacheIdentity
    package let hash: UInt64

    package init(_ space: CacheSpace, _ identity: CacheIdentity, _ hasher: KeyHasher) {
        self.space = space
        self.identity = identity
        hash =
            switch identity {
            case .id(let high, let low): hasher.hash(space.hash, high: high, low: low)
            case .text(let text): hasher.hash(space.hash, text)
            }
    }

    /// The bytes that it takes beside its place in an entry.
    package var bytes: Int {
        switch identity {
        case .id: 0
        // A text of up to 15 bytes lies in place; a longer one is an object.
        case .text(let text): text.utf8.count <= 15 ? 0 : 48 + text.utf8.count
        }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    package static func == (left: EntryKey, right: EntryKey) -> Bool {
        left.hash == right.hash && left.identity == right.identity && left.space == right.space
    }
}
