import FoundationEssentials
import TenfoldCore

/// A backup's archive, read whole and held against its manifest.
struct ArchiveContents {
    let path: String
    private let file: OpenFile
    let progress: BackupProgress

    init(path: String, progress: BackupProgress) throws {
        self.path = path
        self.progress = progress
        guard let file = try OpenFile(reading: path, followsLinks: true) else {
            throw Fault(.unavailable, "\(path) does not exist")
        }
        self.file = file
    }

    /// Reads everything; hands each file's chunks to what `open` answers for it. Throws where anything is damaged, missing
    /// or of another app, which is known for sure only at the end.
    func read(
        app: String, _ what: String, open: (TarHeader) throws -> ([UInt8]) throws -> Void = { _ in { _ in } }
    ) throws -> BackupManifest {
        do {
            try progress.begin("\(what) \(path), \(BackupProgress.size(try file.size()))")
            let (found, manifest) = try readAll(what, open)
            try check(manifest, app)
            guard found == manifest.parts.map(\.withoutSchema) else {
                throw TarDamage("its content is not what its manifest says: \(Self.difference(found, manifest.parts))")
            }
            return manifest
        } catch let damage as TarDamage {
            throw Fault.unusable(path, damage.what)
        }
    }

    private func readAll(
        _ what: String, _ open: (TarHeader) throws -> ([UInt8]) throws -> Void
    ) throws -> ([BackupManifest.Part], BackupManifest) {
        let reader = try ArchiveReader(file)
        let total = try file.size()
        var done: Int64 = 0
        var parts: [BackupManifest.Part] = []
        var part: PartDigest?
        while let header = try reader.next() {
            if header.path == ArchivePath.manifest {
                if let part { parts.append(part.ended()) }
                return (parts, try manifest(header, reader))
            }
            guard let name = ArchivePath.part(of: header.path) else {
                throw TarDamage("it holds \(header.path), which has no place in a backup")
            }
            if part?.name != name {
                if let part { parts.append(part.ended()) }
                part = PartDigest(name)
            }
            part?.begin(path: header.path, size: header.size)
            let sink = try open(header)
            while true {
                let chunk = try reader.content()
                guard !chunk.isEmpty else { break }
                part?.update(chunk)
                try sink(chunk)
                done += Int64(chunk.count)
                try progress.advance("\(what) \(header.path)", done, of: total)
            }
        }
        throw TarDamage("it has no manifest: it is no backup, or not the whole of one")
    }

    private func manifest(_ header: TarHeader, _ reader: ArchiveReader) throws -> BackupManifest {
        guard header.size <= BackupManifest.mostBytes else { throw TarDamage("its manifest is too long") }
        let bytes = try Self.all(reader)
        guard let next = try reader.next(), next.path == ArchivePath.manifestDigest, next.size < 4096,
            try Self.all(reader) == ManifestDigest.line(of: bytes), try reader.next() == nil
        else { throw TarDamage("its manifest is damaged") }
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: Data(bytes)) else {
            throw TarDamage("its manifest cannot be read: a newer binary may have written it")
        }
        return manifest
    }

    private static func all(_ reader: ArchiveReader) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let chunk = try reader.content()
            if chunk.isEmpty { return bytes }
            bytes += chunk
        }
    }

    private func check(_ manifest: BackupManifest, _ app: String) throws {
        guard manifest.formatVersion <= BackupManifest.presentFormat else {
            throw TarDamage("a newer binary wrote it (format \(manifest.formatVersion)): restore with that one")
        }
        guard manifest.app == app else { throw TarDamage("it is a backup of app \(manifest.app), not \(app)") }
    }

    private static func difference(_ found: [BackupManifest.Part], _ told: [BackupManifest.Part]) -> String {
        let told = told.map(\.withoutSchema)
        let names = Set(zip(found, told).filter { $0 != $1 }.map(\.0.name))
            .union(Set(found.map(\.name)).symmetricDifference(told.map(\.name)))
        return names.sorted().prefix(5).joined(separator: ", ")
    }
}

extension BackupManifest.Part {
    /// What the archive's own bytes can be held against.
    fileprivate var withoutSchema: BackupManifest.Part {
        var part = self
        part.schema = nil
        return part
    }
}
