/// One Swift file in the views that the rules read. All views have the same number of lines.
struct SourceFile {
    /// Relative to the repository's root, with `/` between its parts.
    let path: String
    /// As written.
    let lines: [String]
    /// Without comments and without the inside of strings.
    let code: [String]
    /// Without comments; strings kept.
    let literalCode: [String]
    /// Comments alone.
    let comments: [String]

    init(path: String, text: String) {
        self.path = path
        let views = SwiftScanner.views(of: text)
        lines = Self.split(text)
        code = Self.split(views.code)
        literalCode = Self.split(views.literalCode)
        comments = Self.split(views.comments)
    }

    /// The target the file belongs to, from its folder; nil for a file outside of the sources.
    var target: String? {
        if path.hasPrefix("Examples/Shop/Modules/") { return "ShopModules" }
        if path.hasPrefix("Examples/Shop/Main/") { return "shop" }
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    func isIn(_ folders: [String]) -> Bool {
        folders.contains { path.hasPrefix($0) }
    }

    /// Does a comment stand on the line (an index from 0), alone or behind code?
    func hasComment(at line: Int) -> Bool {
        comments[line].contains { $0 != " " }
    }

    private static func split(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

extension String {
    var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// Does `word` stand here as a word of its own: not the tail of a longer name, nor (unless it is itself
    /// qualified) a member of something?
    func containsWord(_ word: String) -> Bool {
        var rest = self[...]
        while let range = rest.firstRange(of: word) {
            let before = range.lowerBound == startIndex ? nil : self[index(before: range.lowerBound)]
            let after = range.upperBound == endIndex ? nil : self[range.upperBound]
            let isTail = before.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." } ?? false
            let endsOpen = word.last.map { $0.isLetter || $0.isNumber } ?? false
            let isHead = endsOpen && (after.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false)
            if !isTail, !isHead { return true }
            rest = self[range.upperBound...]
        }
        return false
    }
}
