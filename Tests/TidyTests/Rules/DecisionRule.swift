/// Decisions are numbered from 1 without gaps, and the index names each.
enum DecisionRule {
    static let folder = "docs/decisions/"
    static let index = "docs/decisions/README.md"
    static let sections = ["## Context", "## Decision", "## Measurement", "## Consequences"]

    static func offences(names: [String], index text: String) -> [Offence] {
        var offences: [Offence] = []
        for (position, name) in names.sorted().enumerated() {
            let number = name.prefix { $0 != "-" }
            if number.count != 4 || Int(number) != position + 1 {
                let expected = String(repeating: "0", count: max(0, 4 - "\(position + 1)".count)) + "\(position + 1)"
                offences.append(Offence(path: folder + name, fault: "numbered \(number); \(expected) comes next"))
            }
            if !text.contains("(\(name))") {
                offences.append(Offence(path: index, fault: "does not link \(name)"))
            }
        }
        return offences
    }

    static func missingSections(path: String, text: String) -> [Offence] {
        let lines = Set(text.split(separator: "\n").map(String.init))
        return sections.filter { !lines.contains($0) }
            .map { Offence(path: path, fault: "has no section `\($0)`") }
    }
}
