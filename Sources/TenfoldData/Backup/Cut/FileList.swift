import Glibc
import TenfoldCore

/// The names of modules' own files, kept in a file of its own: there may be millions.
final class FileList {
    private let path: String
    private(set) var count = 0
    /// What was left out, and why; a few of them.
    private(set) var omitted: [String] = []
    private static let mostOmissionsTold = 10

    init(path: String) { self.path = path }

    /// Lists all plain files below `files/` of the folder, module by module; calls `pulse` now and then.
    func fill(from folder: String, pulse: () throws -> Void) throws {
        unlink(path)
        (count, omitted) = (0, [])
        let list = try OpenFile(creating: path)
        var buffer: [UInt8] = []
        for module in try entries(of: ArchivePath.files, in: folder).sorted(by: { $0.name < $1.name }) {
            guard module.isFolder else {
                omit("\(ArchivePath.files)/\(module.name)", "it is not in a module's folder")
                continue
            }
            var folders = ["\(ArchivePath.files)/\(module.name)"]
            while let next = folders.popLast() {
                for entry in try entries(of: next, in: folder) {
                    let path = "\(next)/\(entry.name)"
                    if entry.isFolder {
                        folders.append(path)
                    } else if !entry.isFile || ArchivePath.part(of: path) == nil {
                        omit(path, "it is no plain file, or its name cannot be kept")
                    } else {
                        count += 1
                        buffer += Array(path.utf8) + [0]
                    }
                    if buffer.count >= OpenFile.chunk {
                        try list.write(buffer)
                        buffer.removeAll(keepingCapacity: true)
                        try pulse()
                    }
                }
                try pulse()
            }
        }
        try list.write(buffer)
    }

    func forEach(_ body: (String) throws -> Void) throws {
        guard let list = try OpenFile(reading: path) else { return }
        var rest: [UInt8] = []
        while true {
            let chunk = try list.read(upTo: OpenFile.chunk)
            guard !chunk.isEmpty else { return }
            rest += chunk
            var names = rest.split(separator: 0, omittingEmptySubsequences: false)
            let begun = names.popLast().map(Array.init) ?? []
            for name in names { try body(String(decoding: name, as: UTF8.self)) }
            rest = begun
        }
    }

    private func omit(_ path: String, _ why: String) {
        if omitted.count < Self.mostOmissionsTold { omitted.append("\(path) is not in the backup: \(why)") }
    }

    private func entries(of relative: String, in folder: String) throws -> [FolderEntry] {
        try FolderEntry.all(in: "\(folder)/\(relative)")
    }
}

/// A name in a folder, and what it is.
struct FolderEntry {
    let name: String
    let isFile: Bool
    let isFolder: Bool

    /// Empty where the folder is not there (any more). Names that are not UTF-8 come with replacement characters.
    static func all(in folder: String) throws -> [FolderEntry] {
        guard let stream = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw DurableFile.failure("cannot list", folder)
        }
        defer { closedir(stream) }
        var entries: [FolderEntry] = []
        while let entry = readdir(stream) {
            // The name is a C string within the entry, which holds until the next `readdir`.
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            entries.append(try FolderEntry(name: name, path: "\(folder)/\(name)", type: entry.pointee.d_type))
        }
        return entries
    }

    private init(name: String, path: String, type: UInt8) throws {
        self.name = name
        guard type == UInt8(DT_UNKNOWN) else {
            isFile = type == UInt8(DT_REG)
            isFolder = type == UInt8(DT_DIR)
            return
        }
        var status = stat()
        let mode = lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
        isFile = mode == S_IFREG
        isFolder = mode == S_IFDIR
    }
}
