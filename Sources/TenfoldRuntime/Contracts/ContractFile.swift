import FoundationEssentials

/// A contract on the disk.
enum ContractFile {
    /// Throws `ContractFault`.
    static func read(_ path: String) throws -> ContractDocument {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ContractFault.unreadable(path, error)
        }
        return try ContractDocument(parsing: Array(bytes))
    }

    /// The file appears whole, or not at all. Throws `ContractFault`.
    static func write(_ document: ContractDocument, to path: String) throws {
        do {
            try Data(document.text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw ContractFault.unwritable(path, error)
        }
    }
}
