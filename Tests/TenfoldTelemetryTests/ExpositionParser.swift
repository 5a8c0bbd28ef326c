/// A strict reader of the Prometheus text format 0.0.4, written from its description and not from our writer.
struct ExpositionParser {
    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private(set) var types: [String: String] = [:]
    private(set) var help: [String: String] = [:]
    private(set) var samples: [Sample] = []

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Failure(description: "the last line must end with a newline") }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            try line.hasPrefix("#") ? readComment(line) : samples.append(Self.sample(line))
        }
        let all = samples.map { "\($0.name)\($0.labels.sorted { $0.key < $1.key })" }
        guard Set(all).count == all.count else { throw Failure(description: "a series stands twice") }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func readComment(_ line: Substring) throws {
        let parts = line.split(separator: " ", maxSplits: 3)
        guard parts.count == 4 else { throw Failure(description: "bad comment: \(line)") }
        let name = String(parts[2])
        switch parts[1] {
        case "HELP": help[name] = String(parts[3])
        case "TYPE":
            guard types[name] == nil else { throw Failure(description: "two types of \(name)") }
            types[name] = String(parts[3])
        default: throw Failure(description: "bad comment: \(line)")
        }
    }

    private static func sample(_ line: Substring) throws -> Sample {
        var rest = line
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
        guard let first = name.first, !first.isNumber else { throw Failure(description: "bad name: \(line)") }
        rest.removeFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest.removeFirst()
            while rest.first != "}" { try readLabel(&rest, into: &labels) }
            rest.removeFirst()
        }
        guard rest.first == " ", let value = number(rest.dropFirst()) else {
            throw Failure(description: "bad value: \(line)")
        }
        return Sample(name: String(name), labels: labels, value: value)
    }

    private static func readLabel(_ rest: inout Substring, into labels: inout [String: String]) throws {
        if !labels.isEmpty {
            guard rest.popFirst() == "," else { throw Failure(description: "no comma before \(rest)") }
        }
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        rest.removeFirst(name.count)
        guard let first = name.first, !first.isNumber, rest.popFirst() == "=", rest.popFirst() == "\"" else {
            throw Failure(description: "bad label before \(rest)")
        }
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            guard character == "\\" else {
                value.append(character)
                continue
            }
            switch rest.popFirst() {
            case "n": value.append("\n")
            case "\\": value.append("\\")
            case "\"": value.append("\"")
            default: throw Failure(description: "bad escape before \(rest)")
            }
        }
        guard labels.updateValue(value, forKey: String(name)) == nil else {
            throw Failure(description: "label \(name) stands twice")
        }
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: Double(text)
        }
    }
}
