import FoundationEssentials
import Glibc
import TenfoldCore

/// What a process tells of itself in the data folder. Its file is locked while it lives.
struct ProcessRecord: Codable, Sendable {
    var pid: Int32
    var app: String
    var stage: String
    /// RFC 3339.
    var since: String
}

/// The folder of process records: `processes/<pid>-<random>.json`, by the process's name.
struct ProcessFolder {
    let path: String

    /// Writes this process's record and locks it.
    func register(_ record: ProcessRecord, as name: String) throws -> (path: String, lock: FileLock) {
        let final = "\(path)/\(name).json"
        let draft = "\(path)/\(name).draft"
        let lock = try FileLock(path: draft)
        guard lock.tryLock(.exclusive) else { throw Fault(.unavailable, "\(draft) is locked by another process") }
        try DurableFile.write(try JSONEncoder().encode(record), to: lock.descriptor, draft)
        // Only a locked record gets the name that others look at.
        guard rename(draft, final) == 0 else { throw DurableFile.failure("cannot create", final) }
        return (final, lock)
    }

    /// The records of living processes by their names; those of dead ones are removed, and counted.
    func sweep() throws -> (living: [String: ProcessRecord], dead: Int) {
        var living: [String: ProcessRecord] = [:]
        var dead = 0
        for name in try names() {
            let file = "\(path)/\(name)"
            // It may go between the listing and now: then its process ended in good order.
            guard let lock = try? FileLock(path: file, creates: false) else { continue }
            if lock.tryLock(.exclusive) {
                dead += unlink(file) == 0 ? 1 : 0
            } else if let record = try read(file) {
                living[String(name.dropLast(".json".count))] = record
            }
        }
        return (living, dead)
    }

    private func names() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".json") }
        } catch {
            throw Fault(.unavailable, "\(path) cannot be listed: \(error)")
        }
    }

    private func read(_ file: String) throws -> ProcessRecord? {
        guard let bytes = try DurableFile.read(file) else { return nil }
        return try? JSONDecoder().decode(ProcessRecord.self, from: bytes)
    }
}
