/// Every public symbol is documented: it is a promise to people who do not read the source.
enum DocumentationRule {
    /// Declarations whose meaning the protocol they fulfil already documents.
    static let exemptions = [
        "func encode(to", "init(from", "static func ==", "static func <", "func hash(into",
        "var description", "var debugDescription", "var id:",
        "init(stringLiteral", "init(stringInterpolation", "init(literalCapacity", "mutating func appendLiteral",
        "let scope: TransactionScope", "func validate() throws", "func run() ", "mutating func run() ",
    ]
    private static let modifiers: Set<Substring> = [
        "static", "final", "nonisolated", "mutating", "consuming", "indirect", "override", "required", "convenience",
        "isolated", "lazy", "weak", "class",
    ]

    static func offences(in files: [SourceFile]) -> [Offence] {
        files.filter { $0.isIn(["Sources/"]) }.flatMap { file in
            file.code.indices.compactMap { line in
                guard let declaration = publicDeclaration(file.code[line]),
                    !exemptions.contains(where: declaration.hasPrefix), !isDocumented(file, line)
                else { return nil }
                return Offence(path: file.path, line: line + 1, fault: "public without a doc comment: \(declaration)")
            }
        }
    }

    /// What follows `public` in a line that declares something public, else nil.
    static func publicDeclaration(_ code: String) -> String? {
        var words = withoutAttributes(code.trimmed).split(separator: " ")[...]
        while let first = words.first, modifiers.contains(first) { words.removeFirst() }
        guard let access = words.popFirst(), access == "public" || access == "open" else { return nil }
        guard let first = words.first, first != "import", first != "extension" else { return nil }
        return words.joined(separator: " ")
    }

    /// `@inlinable @available(macOS 15, *) public func f()` gives `public func f()`.
    static func withoutAttributes(_ code: String) -> String {
        var rest = code[...]
        while rest.hasPrefix("@") {
            var depth = 0
            let end = rest.firstIndex { character in
                if character == "(" { depth += 1 }
                if character == ")" { depth -= 1 }
                return character == " " && depth == 0
            }
            guard let end else { return "" }
            rest = rest[end...].drop { $0 == " " }
        }
        return String(rest)
    }

    private static func isDocumented(_ file: SourceFile, _ line: Int) -> Bool {
        for above in stride(from: line - 1, through: 0, by: -1) {
            let text = file.lines[above].trimmed
            if text.hasPrefix("///") { return true }
            let mayStandBetween = text.hasPrefix("@") || text.hasPrefix("#if") || text.hasPrefix("// ")
            if !mayStandBetween { return false }
        }
        return false
    }
}
