/// A key within its space, hashed once: for the choice of the stripe, and for its dictionary.
package struct EntryKey: Hashable, Sendable {
    package let space: String
    package let key: String
    package let hash: Int

    package init(space: String, key: String) {
        self.space = space
        self.key = key
        var hasher = Hasher()
        hasher.combine(space)
        hasher.combine(key)
        hash = hasher.finalize()
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    package static func == (left: EntryKey, right: EntryKey) -> Bool {
        left.hash == right.hash && left.key == right.key && left.space == right.space
    }
}
