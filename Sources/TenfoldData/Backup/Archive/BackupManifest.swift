import Crypto
import FoundationEssentials
import TenfoldCore

/// What a backup holds and how to tell that it is whole: `manifest.json`, the last but one file of the archive.
struct BackupManifest: Codable, Hashable {
    static let presentFormat = 1
    static let mostBytes: Int64 = 16 << 20

    /// A file, or all files of one module.
    struct Part: Codable, Hashable {
        var name: String
        var bytes: Int64
        var files: Int
        /// Hexadecimal SHA-256: of the file; or of path, NUL, size, NUL and content of each of a module's files in turn.
        var sha256: String
        /// The schema steps that a database has had.
        var schema: [String]?
    }

    var formatVersion = BackupManifest.presentFormat
    var app: String
    var stage: String
    /// The instant of the cut, RFC 3339.
    var asOf: String
    /// Whether modules' own files were listed at the cut too, or only after it, and may be newer than the data.
    var filesAreOfTheCut: Bool
    var parts: [Part]

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try Array(encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}

/// The digest of a part while its files pass by.
struct PartDigest {
    let name: String
    var schema: [String]?
    private var hash = SHA256()
    private var bytes: Int64 = 0
    private var files = 0

    init(_ name: String) { self.name = name }

    mutating func begin(path: String, size: Int64) {
        files += 1
        bytes += size
        if path != name { hash.update(data: Array("\(path)\0\(size)\0".utf8)) }
    }

    mutating func update(_ chunk: [UInt8]) { hash.update(data: chunk) }

    func ended() -> BackupManifest.Part {
        BackupManifest.Part(
            name: name, bytes: bytes, files: files, sha256: SHA256.hexadecimal(hash.finalize()), schema: schema)
    }
}

/// The manifest's own digest, in the form of `sha256sum`.
enum ManifestDigest {
    static func line(of manifest: [UInt8]) -> [UInt8] {
        Array("\(SHA256.hexadecimal(SHA256.hash(data: manifest)))  \(ArchivePath.manifest)\n".utf8)
    }
}

extension SHA256 {
    fileprivate static func hexadecimal(_ digest: SHA256Digest) -> String {
        digest.map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0\(text)" : text
        }.joined()
    }
}
