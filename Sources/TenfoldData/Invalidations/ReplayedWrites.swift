import FoundationEssentials
package import TenfoldCore

/// Lets the caller of a command that was answered before see what the first attempt wrote: its reply may have been lost, and
/// with it word of how far the log of changes must be followed.
package struct ReplayedWrites: Sendable {
    private let database: String
    private let reader: InvalidationReader
    private let clock: any WallClock

    /// - Parameter database: the module's name, as sessions know it.
    package init(database: String, reader: InvalidationReader, clock: any WallClock) {
        self.database = database
        self.reader = reader
        self.clock = clock
    }

    /// Notes the end of the log in the caller's session: the first attempt's changes lie before it.
    func note(_ bucket: Bucket) async throws {
        guard let session = Call.current.session else { return }
        let shard = reader.database.engine.shard(of: bucket)
        let seconds = Int64(clock.now().timeIntervalSince1970)
        session.note(
            .init(database: database, shard: shard, position: try await reader.end(shard: shard), seconds: seconds))
    }
}
