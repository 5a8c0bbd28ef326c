/// Which paths a backup may hold. Everything else is refused, on the way in and on the way out: so nothing in an archive
/// can reach outside of the folder that it is restored into.
enum ArchivePath {
    static let manifest = "manifest.json"
    static let manifestDigest = "manifest.json.sha256"
    static let identity = "tenfold.json"
    static let bucketMap = "buckets.json"
    static let keys = "keys"
    static let files = "files"
    static let databaseEnding = ".sqlite"
    static let longest = 4096

    /// The part of the manifest that a file belongs to: itself, or for the files of a module their folder. Nil where the
    /// path has no place in a backup.
    static func part(of path: String) -> String? {
        guard path.utf8.count <= longest, path.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else { return nil }
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        guard names.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 255 }) else { return nil }
        switch (names.count, names[0]) {
        case (1, _): return path == identity || path == bucketMap || isDatabase(path) ? path : nil
        case (2, Substring(keys)): return names[1].hasSuffix(".key") ? path : nil
        case (3..., Substring(files)): return "\(files)/\(names[1])"
        default: return nil
        }
    }

    static func isDatabase(_ path: String) -> Bool {
        path.hasSuffix(databaseEnding) && path.utf8.count > databaseEnding.utf8.count && !path.contains("/")
    }
}
