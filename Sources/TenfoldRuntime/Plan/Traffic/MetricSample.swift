/// A line of the Prometheus text format, version 0.0.4: a name, labels, a value. What is no sample is nil.
struct MetricSample: Equatable {
    /// More labels than any of ours; a line with more is not read.
    static let mostLabels = 32

    let name: String
    let labels: [String: String]
    let value: Double

    init?(_ line: Substring) {
        guard !line.hasPrefix("#"), let end = line.firstIndex(where: { $0 == "{" || $0 == " " || $0 == "\t" }) else {
            return nil
        }
        name = String(line[..<end])
        var rest = line[end...]
        var labels: [String: String] = [:]
        if rest.first == "{" {
            guard let (found, after) = Self.labels(rest.dropFirst()) else { return nil }
            labels = found
            rest = after
        }
        self.labels = labels
        guard let text = rest.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).first,
            let value = Double(String(text)), value.isFinite, value >= 0
        else { return nil }
        self.value = value
    }

    private static func labels(_ text: Substring) -> ([String: String], Substring)? {
        var rest = text
        var labels: [String: String] = [:]
        while labels.count <= mostLabels {
            rest = rest.drop { $0 == " " || $0 == "," }
            if rest.first == "}" { return (labels, rest.dropFirst()) }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let name = String(rest[..<equals])
            guard let (value, after) = quoted(rest[rest.index(after: equals)...]) else { return nil }
            labels[name] = value
            rest = after
        }
        return nil
    }

    /// A text in quotes, with `\\`, `\"` and `\n`.
    private static func quoted(_ text: Substring) -> (String, Substring)? {
        guard text.first == "\"" else { return nil }
        var value = ""
        var isEscaped = false
        for index in text.indices.dropFirst() {
            let character = text[index]
            if isEscaped {
                value.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                return (value, text[text.index(after: index)...])
            } else {
                value.append(character)
            }
        }
        return nil
    }
}
