import Tenfold

/// One module that writes.
struct Journal: App {
    static let modules: [any Module.Type] = [Entries.self]
}

/// The same with one that listens.
struct FollowedJournal: App {
    static let modules: [any Module.Type] = [Entries.self, Follower.self]
}

/// A number of rows.
struct Count: Codable, Sendable {
    var count: Int
}
