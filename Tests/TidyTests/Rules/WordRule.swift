/// Words that code in some folders does without, each with the reason that its offenders are told.
struct WordRule {
    var words: [String]
    var reason: String
    var folders: [String]
    /// Files or folders (ending in `/`) that are free of the rule, with why.
    var allowances: [String: String] = [:]

    static let printing = WordRule(
        words: ["print(", "debugPrint(", "dump("],
        reason: "libraries log, they do not print",
        folders: ["Sources/Tenfold"],
        allowances: Allowances.printing)

    static let crashing = WordRule(
        words: ["try!", "fatalError", "preconditionFailure", "as!"],
        reason: "throw a typed error instead of ending the process",
        folders: ["Sources/", "Examples/"],
        allowances: Allowances.crashing)

    static let sleeping = WordRule(
        words: ["Task.sleep", "Thread.sleep", "usleep", "nanosleep", "sleep("],
        reason: "wait on a condition with a deadline instead of sleeping",
        folders: ["Tests/"],
        allowances: Allowances.sleeping)

    func offences(in files: [SourceFile]) -> [Offence] {
        allOffences(in: files.filter { !$0.isIn(Array(allowances.keys)) })
    }

    /// Allowances under which nothing offends any more.
    func needlessAllowances(in files: [SourceFile]) -> [Offence] {
        allowances.keys.sorted().filter { name in allOffences(in: files.filter { $0.isIn([name]) }).isEmpty }
            .map { Offence(path: $0, fault: "is allowed an exception that it does not need: take the allowance out") }
    }

    private func allOffences(in files: [SourceFile]) -> [Offence] {
        files.filter { $0.isIn(folders) }.flatMap { file in
            file.code.enumerated().flatMap { line, code in
                words.filter { code.containsWord($0) && !code.containsWord("func \($0)") }
                    .map { Offence(path: file.path, line: line + 1, fault: "`\($0)`: \(reason)") }
            }
        }
    }
}
