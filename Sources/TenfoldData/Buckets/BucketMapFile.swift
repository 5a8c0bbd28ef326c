import FoundationEssentials
import TenfoldCore

/// The bucket map of a data folder, in `buckets.json`.
package enum BucketMapFile {
    /// The folder's map; made, evenly split, where there is none. A folder made with another number of shards is
    /// refused.
    package static func open(in folder: DataFolder, shards: Int) throws -> BucketMap {
        let path = folder.file("buckets.json")
        let map = try read(path) ?? create(path, evenlyOver: shards)
        guard map.shardCount == shards else {
            throw Fault(
                .programming,
                "the data folder \(folder.path) was made with \(map.shardCount) shards, and \(shards) are asked for; "
                    + "start with \(map.shardCount), or use another folder")
        }
        return map
    }

    private static func read(_ path: String) throws -> BucketMap? {
        guard let bytes = try DurableFile.read(path) else { return nil }
        do {
            return try JSONDecoder().decode(BucketMap.self, from: bytes)
        } catch {
            throw Fault(.unavailable, "\(path) is damaged; restore it from a backup: \(error)")
        }
    }

    /// Whoever creates the file first decides.
    private static func create(_ path: String, evenlyOver shards: Int) throws -> BucketMap {
        let map = try BucketMap(evenlyOver: shards)
        guard try DurableFile.create(path, try JSONEncoder().encode(map)) else { return try read(path) ?? map }
        return map
    }
}
