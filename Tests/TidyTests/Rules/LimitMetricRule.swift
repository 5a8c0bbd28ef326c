/// Every limit has a metric, so that whoever meets a limit in production can see it coming: each stored property of
/// a type named `…Limits` names its metric in its doc comment, as "Metric: `tenfold_…`", and some code emits it.
enum LimitMetricRule {
    static func offences(in files: [SourceFile]) -> [Offence] {
        let sources = files.filter { $0.isIn(["Sources/"]) }
        let emitted = sources.flatMap { $0.literalCode.filter { $0.contains("tenfold_") } }
        return sources.flatMap { file -> [Offence] in
            limits(in: file).compactMap { limit -> Offence? in
                guard let metric = limit.metric else {
                    let fault = "limit \(limit.name) names no metric (write \"Metric: `tenfold_…`\" in its doc comment)"
                    return Offence(path: file.path, line: limit.line + 1, fault: fault)
                }
                guard !isEmitted(metric, by: emitted) else { return nil }
                return Offence(
                    path: file.path, line: limit.line + 1,
                    fault: "no code emits the metric `\(metric)` of \(limit.name)")
            }
        }
    }

    struct Limit: Equatable {
        var name: String
        var line: Int
        var metric: String?
    }

    /// The stored properties of every `struct …Limits` in the file.
    static func limits(in file: SourceFile) -> [Limit] {
        var found: [Limit] = []
        var depth = 0
        var limitsDepth: Int?
        for (line, code) in file.code.enumerated() {
            if limitsDepth == nil, declaresLimits(code) { limitsDepth = depth + 1 }
            if depth == limitsDepth, let name = storedProperty(code) {
                found.append(Limit(name: name, line: line, metric: metric(in: documentation(of: line, in: file))))
            }
            for character in code {
                if character == "{" { depth += 1 }
                if character == "}" {
                    if depth == limitsDepth { limitsDepth = nil }
                    depth -= 1
                }
            }
        }
        return found
    }

    static func declaresLimits(_ code: String) -> Bool {
        let words = code.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        guard let keyword = words.firstIndex(of: "struct"), keyword + 1 < words.count else { return false }
        return words[keyword + 1].hasSuffix("Limits")
    }

    /// The name in `public var headerBytes: Int = 32_768`; nil for a static, a computed property or anything else.
    static func storedProperty(_ code: String) -> String? {
        let words = code.split { $0 == " " || $0 == ":" }
        guard !words.contains("static"), let keyword = words.firstIndex(where: { $0 == "var" || $0 == "let" }),
            words[..<keyword].allSatisfy({ ["public", "package", "internal", "private"].contains($0) }),
            keyword + 1 < words.count
        else { return nil }
        let isComputed = code.contains("{") && !code.contains("=") && !code.contains("didSet")
        return isComputed ? nil : String(words[keyword + 1])
    }

    static func metric(in documentation: String) -> String? {
        guard let start = documentation.firstRange(of: "Metric: `tenfold_") else { return nil }
        let name = documentation[start.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        return "tenfold_\(name)"
    }

    /// The exposition adds `_total` to counters and `_seconds` to timers, so code may name the metric without them.
    private static func isEmitted(_ metric: String, by lines: [String]) -> Bool {
        var names = [metric]
        for suffix in ["_total", "_seconds"] where metric.hasSuffix(suffix) {
            names.append(String(metric.dropLast(suffix.count)))
        }
        return names.contains { name in lines.contains { $0.contains("\"\(name)\"") } }
    }

    private static func documentation(of line: Int, in file: SourceFile) -> String {
        var text: [String] = []
        var above = line - 1
        while above >= 0, file.lines[above].trimmed.hasPrefix("///") || file.lines[above].trimmed.hasPrefix("@") {
            text.insert(file.comments[above].trimmed, at: 0)
            above -= 1
        }
        return text.joined(separator: " ")
    }
}
