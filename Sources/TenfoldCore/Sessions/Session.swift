import Synchronization

/// What one caller has written lately, so that he reads his own writes wherever he is answered: for each database and
/// shard, how far its log of changes must have been followed.
///
/// Shared by all that happens within a call; it travels with calls to other processes and comes back with what they
/// wrote.
package final class Session: Sendable {
    /// One place in a log of changes.
    package struct Entry: Hashable, Sendable {
        /// The module whose database it is.
        package let database: String
        package let shard: Int
        /// The row of the last change.
        package let position: Int64
        /// When it was written, in seconds since 1970.
        package let seconds: Int64

        package init(database: String, shard: Int, position: Int64, seconds: Int64) {
            self.database = database
            self.shard = shard
            self.position = position
            self.seconds = seconds
        }
    }

    /// More places than this are not remembered: the oldest go.
    package static let maximumEntries = 16
    /// By then every process has followed.
    package static let lifetimeSeconds: Int64 = 60

    private struct State {
        var entries: [Entry]
        var news: [Entry] = []
    }

    private let state: Mutex<State>

    /// What the caller brought along; what is older than a minute is dropped.
    package init(_ entries: [Entry] = [], nowSeconds: Int64) {
        state = Mutex(State(entries: entries.filter { $0.seconds > nowSeconds - Self.lifetimeSeconds }))
    }

    /// All that he must see.
    package var entries: [Entry] { state.withLock { $0.entries } }

    /// What came to it during this call; empty where nothing was written.
    package var news: [Entry] { state.withLock { $0.news } }

    /// Notes a write.
    package func note(_ entry: Entry) {
        state.withLock { state in
            Self.note(entry, in: &state.entries)
            Self.note(entry, in: &state.news)
        }
    }

    private static func note(_ entry: Entry, in entries: inout [Entry]) {
        if let index = entries.firstIndex(where: { $0.database == entry.database && $0.shard == entry.shard }) {
            if entries[index].position < entry.position { entries[index] = entry }
            return
        }
        if entries.count >= maximumEntries,
            let oldest = entries.indices.min(by: { entries[$0].seconds < entries[$1].seconds })
        {
            entries.remove(at: oldest)
        }
        entries.append(entry)
    }
}
