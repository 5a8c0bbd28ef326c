/// Whatever the compiler no longer checks says, beside it, why it holds.
enum UnsafeReasonRule {
    static let marks = ["@unchecked", "nonisolated(unsafe)", "Unsafe", "unsafe"]
    /// How far above its use the reason may stand; it may also open the closure that the use begins, one line below.
    static let reach = 3

    static func offences(in files: [SourceFile]) -> [Offence] {
        files.filter { $0.isIn(["Sources/", "Examples/"]) }.flatMap(offences)
    }

    private static func offences(in file: SourceFile) -> [Offence] {
        var lastReasoned = -reach - 1
        var offences: [Offence] = []
        for (line, code) in file.code.enumerated() {
            if file.hasComment(at: line) { lastReasoned = line }
            guard let mark = marks.first(where: code.contains) else { continue }
            let isReasonedBelow = line + 1 < file.code.count && file.hasComment(at: line + 1)
            if isReasonedBelow || line - lastReasoned <= reach {
                // One reason covers the uses that follow it closely.
                lastReasoned = line
            } else {
                let fault = "`\(mark)` without a comment that says why it is safe"
                offences.append(Offence(path: file.path, line: line + 1, fault: fault))
            }
        }
        return offences
    }
}
