import TenfoldCore
import TenfoldData

/// Where an app's data is: the locked folder, its bucket map, and how its files are opened.
struct DataPlace: Sendable {
    let folder: DataFolder
    let buckets: BucketMap
    let sqlite: SQLiteOptions

    static func open(app: String, options: ApplicationOptions) throws -> DataPlace {
        let path = options.dataFolder ?? "\(app)-data"
        let folder = try DataFolder(path: path, app: app, stage: options.stage)
        do {
            return DataPlace(
                folder: folder, buckets: try BucketMapFile.open(in: folder, shards: options.shards),
                sqlite: SQLiteOptions())
        } catch {
            folder.close()
            throw error
        }
    }
}
