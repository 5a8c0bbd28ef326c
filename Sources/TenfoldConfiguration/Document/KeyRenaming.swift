/// Lets reading go on after a key that is given twice, so that a file's other faults are told as well.
///
/// Yams stops at the first such key. Each earlier occurrence gets two characters before its name, which make it a key
/// like no other; the file is read again, and marked keys are passed over.
struct KeyRenaming {
    /// For private use (Unicode 23.5), so no name has it; where a file does, nothing is renamed.
    static let mark: Unicode.Scalar = "\u{E000}"
    /// Then the rest waits for the next look at the file.
    static let mostRenamed = 16

    private var lines: [Substring.UnicodeScalarView] = []
    /// Where marks were set, by line: columns as they are in the file.
    private var columns: [Int: [Int]] = [:]
    private var renamed = 0

    /// The text with the key at a place of it marked; nil where that cannot be.
    mutating func renaming(line: Int, column: Int, of text: String) -> String? {
        if renamed == 0 {
            guard !text.unicodeScalars.contains(Self.mark) else { return nil }
            lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
                .map { Substring.UnicodeScalarView($0) }
        }
        guard renamed < Self.mostRenamed, lines.indices.contains(line - 1), let number = number(renamed),
            let index = lines[line - 1].index(
                lines[line - 1].startIndex, offsetBy: column - 1, limitedBy: lines[line - 1].endIndex)
        else { return nil }
        let original = self.column(line: line, column: column)
        lines[line - 1].insert(contentsOf: [Self.mark, number], at: index)
        columns[line, default: []].append(original)
        renamed += 1
        return joined
    }

    /// The column in the file of a column in the marked text.
    func column(line: Int, column: Int) -> Int {
        var original = column
        for marked in (columns[line] ?? []).sorted() where marked < original { original -= 2 }
        return original
    }

    static func isRenamed(_ key: String) -> Bool { key.unicodeScalars.first == mark }

    /// Tells marked keys of one name apart.
    private func number(_ count: Int) -> Unicode.Scalar? { Unicode.Scalar(Self.mark.value + 1 + UInt32(count)) }

    private var joined: String {
        var joined = String.UnicodeScalarView()
        for (index, line) in lines.enumerated() {
            if index > 0 { joined.append("\n") }
            joined.append(contentsOf: line)
        }
        return String(joined)
    }
}
