package import TenfoldCore

extension Fault.Code {
    /// A file is no backup, or is damaged, or is another app's: the detail says which.
    package static let backupUnusable = Fault.Code("backup-unusable")
}

extension Fault {
    static func unusable(_ archive: String, _ why: String) -> Fault {
        Fault(.backupUnusable, "\(archive) cannot be restored: \(why). Nothing was changed; use another backup")
    }
}
