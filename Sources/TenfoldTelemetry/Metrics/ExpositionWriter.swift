/// Writes the Prometheus text format, version 0.0.4.
struct ExpositionWriter {
    private(set) var bytes: [UInt8] = []

    mutating func header(_ name: String, type: String, help: String?) {
        if let help { line("# HELP \(name) \(Self.escapedHelp(help))") }
        line("# TYPE \(name) \(type)")
    }

    mutating func sample(_ name: String, _ labels: String, _ value: UInt64) { line("\(name)\(labels) \(value)") }

    mutating func sample(_ name: String, _ labels: String, _ value: Double) {
        line("\(name)\(labels) \(Self.number(value))")
    }

    /// Whole numbers without a fraction; the infinities and not-a-number as Prometheus spells them.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Beyond 2^53 not every whole number is a Double: leave those to its own shortest form.
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 { return String(Int64(value)) }
        return value.description
    }

    private mutating func line(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func escapedHelp(_ help: String) -> String {
        var text = ""
        for scalar in help.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
