import FoundationEssentials
import Glibc
package import TenfoldCore

/// Makes a data folder from a backup: all of it, or nothing.
package struct Restore {
    /// What was made.
    package struct Summary: Sendable {
        package let folder: String
        package let databases: Int
        package let files: Int
        /// The instant of the backup, RFC 3339.
        package let asOf: String
        package let stage: String
        package let warnings: [String]
        /// Where the folder is now that was there before.
        package let movedAside: String?
    }

    package var app: String
    /// The stage that the folder is for; nil keeps that of the backup.
    package var stage: String?
    /// Whether a data folder that is there already is moved aside.
    package var replaces = false
    package var clock: any WallClock = SystemWallClock()
    package var progress: BackupProgress

    package init(app: String, progress: BackupProgress = BackupProgress()) {
        self.app = app
        self.progress = progress
    }

    /// Reads a backup whole and holds it against its manifest. Writes nothing.
    package func verify(_ archive: String) throws -> Summary {
        let manifest = try ArchiveContents(path: archive, progress: progress).read(app: app, "checking")
        return summary(manifest, folder: "", movedAside: nil)
    }

    package func restore(_ archive: String, to folder: String) throws -> Summary {
        let target = try RestoreTarget(path: folder, replaces: replaces)
        let contents = try ArchiveContents(path: archive, progress: progress)
        _ = try contents.read(app: app, "checking")
        let draft = try DraftFolder(path: "\(target.path).restoring")
        do {
            let manifest = try extract(contents, to: draft)
            try finish(draft, manifest)
            let now = clock.now().formatted(.iso8601.timeZoneSeparator(.omitted).dateTimeSeparator(.standard))
            let aside = try target.take(draft.path, now: now.filter { $0 != ":" && $0 != "-" })
            return summary(manifest, folder: target.path, movedAside: aside)
        } catch {
            draft.remove()
            throw error
        }
    }

    private func extract(_ contents: ArchiveContents, to draft: DraftFolder) throws -> BackupManifest {
        var made: Set<String> = []
        return try contents.read(app: app, "restoring") { header in
            try makeFolders(for: header.path, in: draft, &made)
            let file = try OpenFile(creating: draft.file(header.path))
            return { try file.write($0) }
        }
    }

    private func makeFolders(for path: String, in draft: DraftFolder, _ made: inout Set<String>) throws {
        let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        guard !parent.isEmpty, !made.contains(parent) else { return }
        try makeFolders(for: parent, in: draft, &made)
        guard mkdir(draft.file(parent), 0o700) == 0 else {
            throw DurableFile.failure("cannot make the folder", draft.file(parent))
        }
        made.insert(parent)
    }

    /// Makes sure that an app can start on it, and puts it on disk.
    private func finish(_ draft: DraftFolder, _ manifest: BackupManifest) throws {
        try checkSettings(draft)
        for part in manifest.parts where ArchivePath.isDatabase(part.name) {
            try progress.begin("checking \(part.name)")
            try SnapshotFile.check(draft.file(part.name), called: part.name)
        }
        // As after a kill: the first process to come finds that the one before, which the backup was taken from, did not
        // leave in good order. So it frees what that one held, and is careful with what it had in hand.
        try FolderCreation.prepare(draft.file(FolderFile.processes))
        let record = ProcessRecord(pid: 0, app: app, stage: stage ?? manifest.stage, since: manifest.asOf)
        try OpenFile(creating: draft.file("\(FolderFile.processes)/restored.json"))
            .write(Array(try JSONEncoder().encode(record)))
        try draft.synchronize(manifest.parts.map(\.name).filter { !$0.hasPrefix("\(ArchivePath.files)/") })
    }

    private func checkSettings(_ draft: DraftFolder) throws {
        let path = draft.file(ArchivePath.identity)
        guard let bytes = try DurableFile.read(path),
            var identity = try? JSONDecoder().decode(FolderIdentity.self, from: bytes),
            identity.formatVersion <= FolderIdentity.presentFormat
        else { throw Fault(.backupUnusable, "the backup's \(ArchivePath.identity) is missing or of a newer binary") }
        if let map = try DurableFile.read(draft.file(ArchivePath.bucketMap)) {
            guard (try? JSONDecoder().decode(BucketMap.self, from: map)) != nil else {
                throw Fault(.backupUnusable, "the backup's \(ArchivePath.bucketMap) cannot be read")
            }
        }
        if let stage, stage != identity.stage {
            identity.stage = stage
            unlink(path)
            try OpenFile(creating: path).write(Array(try JSONEncoder().encode(identity)))
        }
    }

    private func summary(_ manifest: BackupManifest, folder: String, movedAside: String?) -> Summary {
        Summary(
            folder: folder, databases: manifest.parts.filter { ArchivePath.isDatabase($0.name) }.count,
            files: manifest.parts.filter { $0.name.hasPrefix("\(ArchivePath.files)/") }.reduce(0) { $0 + $1.files },
            asOf: manifest.asOf, stage: stage ?? manifest.stage,
            warnings: manifest.filesAreOfTheCut ? [] : ["modules' files were listed after the cut: some may be newer"],
            movedAside: movedAside)
    }
}
