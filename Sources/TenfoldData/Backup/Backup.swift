package import FoundationEssentials
import Glibc
package import TenfoldCore

/// Writes a data folder, as it is in one instant, to one file: beside a process that serves, or with none.
package struct Backup {
    /// What was written.
    package struct Summary: Sendable {
        package let file: String
        package let bytes: Int64
        package let databases: Int
        package let files: Int
        package let time: Date
        /// What an operator should know.
        package let warnings: [String]
    }

    /// The data folder.
    package var folder: String
    package var app: String
    /// Whether a file that is there already is replaced.
    package var replaces = false
    package var clock: any WallClock = SystemWallClock()
    package var progress: BackupProgress
    var barrier = WriteBarrier()

    package init(of folder: String, app: String, progress: BackupProgress = BackupProgress()) {
        self.folder = folder
        self.app = app
        self.progress = progress
    }

    /// The file appears whole and on disk, or not at all.
    package func write(to file: String) throws -> Summary {
        let source = try HeldFolder(path: folder, app: app)
        let target = try RealPath.ofNew(file)
        try checkTarget(target, source)
        let draft = try DraftFolder(path: "\(target).draft")
        do {
            let summary = try write(source, to: target, in: draft)
            draft.remove()
            return summary
        } catch {
            draft.remove()
            throw error
        }
    }

    private func write(_ source: HeldFolder, to target: String, in draft: DraftFolder) throws -> Summary {
        let files = FileList(path: draft.file("files"))
        let cut = try ConsistentCut.take(of: source.path, files: files, barrier: barrier, clock: clock)
        let databaseBytes = try checkRoom(for: cut, in: draft)
        try progress.begin(
            "the cut is at \(RFC3339.format(cut.time)): \(cut.databases.count) databases, "
                + "\(BackupProgress.size(databaseBytes)), and \(files.count) files; "
                + "writers waited \(cut.writersWaited.inMilliseconds) ms")

        let archive = try OpenFile(creating: draft.file("archive"))
        let writer = ArchiveWriter(archive)
        for (path, bytes) in cut.settings {
            try writer.add(path, size: Int64(bytes.count), modified: cut.seconds) { bytes }
        }
        for database in cut.databases { try add(database, of: cut, to: writer, copy: draft.file("copy.sqlite")) }
        var vanished = 0
        try files.forEach { vanished += try addFile($0, of: source, to: writer) ? 0 : 1 }
        writer.endParts()
        let manifest = BackupManifest(
            app: app, stage: source.identity.stage, asOf: RFC3339.format(cut.time),
            filesAreOfTheCut: cut.filesAreOfTheCut, parts: writer.parts)
        try writer.finish(try manifest.encoded())
        let bytes = try archive.size()
        try publish(draft.file("archive"), as: target)
        return Summary(
            file: target, bytes: bytes, databases: cut.databases.count, files: files.count - vanished, time: cut.time,
            warnings: warnings(files, vanished: vanished, cut))
    }

    private func add(_ database: SnapshotFile, of cut: ConsistentCut, to writer: ArchiveWriter, copy: String) throws {
        try progress.begin("copying \(database.name), \(BackupProgress.size(try database.size()))")
        try database.copy(to: copy, progress)
        defer { unlink(copy) }
        let schema = try database.schema()
        // From here on the app's log of this file may be used anew.
        database.endSnapshot()
        try SnapshotFile.check(copy, called: database.name)
        guard let file = try OpenFile(reading: copy) else { throw Fault(.unavailable, "\(copy) is gone") }
        let size = try file.size()
        var done: Int64 = 0
        try writer.add(database.name, size: size, modified: cut.seconds) {
            done += Int64(OpenFile.chunk)
            try progress.advance("writing \(database.name)", min(done, size), of: size)
            return try file.read(upTo: OpenFile.chunk)
        }
        writer.noteSchema(schema)
    }

    /// False where it is gone: a module may delete its files.
    private func addFile(_ path: String, of source: HeldFolder, to writer: ArchiveWriter) throws -> Bool {
        guard let file = try OpenFile(reading: "\(source.path)/\(path)") else { return false }
        let status = try file.status()
        var rest = Int64(status.st_size)
        try progress.advance("writing \(path)", 0, of: rest)
        try writer.add(path, size: rest, modified: Int64(status.st_mtim.tv_sec)) {
            try progress.check()
            // What was appended since is not of the cut.
            let chunk = try file.read(upTo: Int(min(rest, Int64(OpenFile.chunk))))
            rest -= Int64(chunk.count)
            return chunk
        }
        return true
    }

    private func checkTarget(_ target: String, _ source: HeldFolder) throws {
        guard !source.contains(target) else {
            throw Fault(
                .unavailable, "\(target) lies in the data folder itself; write the backup to another place")
        }
        var status = stat()
        guard lstat(target, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Fault(.unavailable, "\(target) is no plain file") }
        guard replaces else {
            throw Fault(.unavailable, "\(target) is there already; give another name, or --force to replace it")
        }
    }

    private func checkRoom(for cut: ConsistentCut, in draft: DraftFolder) throws -> Int64 {
        let sizes = try cut.databases.map { try $0.size() }
        let bytes = sizes.reduce(0, +)
        let needed = bytes + (sizes.max() ?? 0)
        let free = try draft.freeBytes()
        guard free > needed else {
            throw Fault(
                .storageFull,
                "the backup needs \(BackupProgress.size(needed)) beside the modules' files, and "
                    + "\(BackupProgress.size(free)) are free; write it to another disk")
        }
        return bytes
    }

    private func publish(_ archive: String, as target: String) throws {
        if replaces {
            guard rename(archive, target) == 0 else { throw DurableFile.failure("cannot create", target) }
        } else {
            guard link(archive, target) == 0 else { throw DurableFile.failure("cannot create", target) }
        }
        try DurableFile.synchronizeFolder(of: target)
    }

    private func warnings(_ files: FileList, vanished: Int, _ cut: ConsistentCut) -> [String] {
        var warnings = files.omitted
        if vanished > 0 { warnings.append("\(vanished) files of modules were deleted before they were copied") }
        if !cut.filesAreOfTheCut {
            warnings.append("there were too many files to list them at the cut: some may be newer than the data")
        }
        return warnings
    }
}
