import Yams

/// Says what a YAML parser found wrong, without the line itself: a secret may stand in it.
enum YAMLFault {
    static func fault(_ error: any Error, path: String) -> ConfigFault {
        guard let error = error as? YamlError else { return ConfigFault(.wholeFile(path), "is not YAML") }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return ConfigFault(place(mark, path), sentence(problem: problem, context: context))
        case .reader(let problem, let offset, _, let yaml):
            let prefix = yaml.prefix(offset ?? 0)
            let line = prefix.count { $0.isNewline } + 1
            let column = prefix.reversed().prefix { !$0.isNewline }.count + 1
            return ConfigFault(.file(path, line: line, column: column), "is not YAML: \(problem)")
        default: return ConfigFault(.wholeFile(path), "is not YAML")
        }
    }

    private static func place(_ mark: Mark, _ path: String) -> ConfigPlace {
        .file(path, line: mark.line, column: mark.column)
    }

    private static func sentence(problem: String, context: YamlError.Context?) -> String {
        if problem.contains("cannot start any token") || problem.contains("tab character") {
            return "is not YAML: \(problem); is it a tab? YAML indents with spaces"
        }
        return "is not YAML: \(context.map { "\($0.text), " } ?? "")\(problem)"
    }
}
