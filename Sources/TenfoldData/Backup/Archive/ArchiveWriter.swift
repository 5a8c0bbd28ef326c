import TenfoldCore

/// Writes a tar archive, one part's digest at a time.
final class ArchiveWriter {
    private let file: OpenFile
    private var buffer: [UInt8] = []
    private(set) var parts: [BackupManifest.Part] = []
    private var part: PartDigest?

    init(_ file: OpenFile) { self.file = file }

    /// Adds a file whose bytes `next` hands out in chunks until it answers an empty one. They must be `size` in all.
    func add(_ path: String, size: Int64, modified: Int64 = 0, next: () throws -> [UInt8]) throws {
        guard let name = ArchivePath.part(of: path) else {
            throw Fault(.programming, "\(path) has no place in a backup")
        }
        try beginPart(name)
        part?.begin(path: path, size: size)
        try put(TarHeader(path: path, size: size, modified: modified).encoded())
        var rest = size
        while rest > 0 {
            let chunk = try next()
            guard !chunk.isEmpty, chunk.count <= rest else {
                throw Fault(
                    .unavailable,
                    "\(path) changed while it was copied; modules write files whole, under another name first, "
                        + "and rename them. Try again")
            }
            part?.update(chunk)
            try put(chunk)
            rest -= Int64(chunk.count)
        }
        try put([UInt8](repeating: 0, count: TarHeader.padding(after: size)))
    }

    /// Closes the last part, so that `parts` holds all.
    func endParts() {
        if let part { parts.append(part.ended()) }
        part = nil
    }

    /// Remembers in the last part's entry what its database says of its schema.
    func noteSchema(_ steps: [String]) { part?.schema = steps }

    /// Adds the manifest and its digest, ends the archive and puts it on disk.
    func finish(_ manifest: [UInt8]) throws {
        for (path, bytes) in [
            (ArchivePath.manifest, manifest), (ArchivePath.manifestDigest, ManifestDigest.line(of: manifest)),
        ] {
            try put(TarHeader(path: path, size: Int64(bytes.count)).encoded())
            try put(bytes)
            try put([UInt8](repeating: 0, count: TarHeader.padding(after: Int64(bytes.count))))
        }
        try put([UInt8](repeating: 0, count: 2 * TarHeader.blockBytes))
        try flush()
        try file.synchronize()
    }

    private func beginPart(_ name: String) throws {
        guard part?.name != name else { return }
        endParts()
        guard !parts.contains(where: { $0.name == name }) else {
            throw Fault(.programming, "the part \(name) was ended before")
        }
        part = PartDigest(name)
    }

    private func put(_ bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count >= OpenFile.chunk { try flush() }
    }

    private func flush() throws {
        try file.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
