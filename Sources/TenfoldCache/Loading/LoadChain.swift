/// The loads that the present task runs inside of, innermost first.
final class LoadChain: Sendable {
    @TaskLocal static var current: LoadChain?

    private let key: EntryKey
    private let outer: LoadChain?

    init(key: EntryKey, outer: LoadChain?) {
        self.key = key
        self.outer = outer
    }

    func contains(_ key: EntryKey) -> Bool {
        var link: LoadChain? = self
        while let present = link {
            if present.key == key { return true }
            link = present.outer
        }
        return false
    }
}
