/// A file of API keys: one a line, as `<name> <sha256> scopes=a,b roles=a,b plan=gold principal=acme
/// expires=2027-01-01 disabled`, all but the first two optional and in any order; empty lines, and lines that begin
/// with `#`, count for nothing.
package enum APIKeyFile {
    /// Larger files are refused; whoever reads the file need read no more than one byte more.
    package static let mostBytes = 1_048_576
    static let mostLines = 10_000
    static let longestLine = 4096
    /// More faults are not told.
    static let mostFaults = 20

    /// What is wrong with a file, by line.
    package struct Faults: Error, Hashable, Sendable, CustomStringConvertible {
        package struct Line: Hashable, Sendable, CustomStringConvertible {
            /// From 1; 0 for the whole file.
            package let number: Int
            package let text: String

            package var description: String { number == 0 ? text : "line \(number): \(text)" }
        }

        package let lines: [Line]

        package var description: String { lines.map(\.description).joined(separator: "\n") }
    }

    package static func parse(_ file: [UInt8]) throws(Faults) -> [APIKeyEntry] {
        guard file.count <= mostBytes else { throw whole("the file has \(file.count) bytes, at most \(mostBytes)") }
        let lines = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count <= mostLines else { throw whole("the file has \(lines.count) lines, at most \(mostLines)") }
        var entries = APIKeyList()
        var faults: [Faults.Line] = []
        for (index, line) in lines.enumerated() where faults.count < mostFaults {
            do throws(APIKeyLine.Fault) {
                guard let entry = try read(line) else { continue }
                try entries.add(entry, line: index + 1)
            } catch {
                faults.append(Faults.Line(number: index + 1, text: error.text))
            }
        }
        guard faults.isEmpty else { throw Faults(lines: faults) }
        return entries.entries
    }

    private static func read(_ line: ArraySlice<UInt8>) throws(APIKeyLine.Fault) -> APIKeyEntry? {
        guard line.count <= longestLine else {
            throw APIKeyLine.Fault("it has \(line.count) bytes, at most \(longestLine)")
        }
        // A line may end as files of other systems do.
        let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        let words = text.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let first = words.first, first.first != UInt8(ascii: "#") else { return nil }
        return try APIKeyLine.entry(words)
    }

    private static func whole(_ text: String) -> Faults { Faults(lines: [Faults.Line(number: 0, text: text)]) }
}

/// The entries of a file so far, none with the name or the key of another.
private struct APIKeyList {
    private(set) var entries: [APIKeyEntry] = []
    private var names: [String: Int] = [:]
    private var digests: [TokenDigest: Int] = [:]

    mutating func add(_ entry: APIKeyEntry, line: Int) throws(APIKeyLine.Fault) {
        if let other = names[entry.name] { throw .init("the name \(entry.name) is that of line \(other) too") }
        if let other = digests[entry.digest] { throw .init("the key is that of line \(other) too") }
        names[entry.name] = line
        digests[entry.digest] = line
        entries.append(entry)
    }
}
