/// A series' labels as the exposition writes them, made once: sorted, names made valid, values escaped.
struct MetricLabels: Hashable, Comparable {
    /// Characters of a value that are kept: a client must not make a scrape long by what it calls things.
    static let longestValue = 200

    /// `{route="/orders",status="201"}`, or nothing.
    let text: String

    /// A name given twice keeps its last value. `le` belongs to histograms and becomes `le_`. A long value is cut.
    init(_ dimensions: [(String, String)]) {
        var values: [String: String] = [:]
        for (name, value) in dimensions {
            let valid = MetricName.valid(name, colonsAllowed: false)
            values[valid == "le" ? "le_" : valid] =
                value.utf8.count <= Self.longestValue
                ? value : String(String.UnicodeScalarView(value.unicodeScalars.prefix(Self.longestValue)))
        }
        let pairs = values.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
        text = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
    }

    /// The one series that takes what is beyond the limit of series.
    static let overflow = MetricLabels([("overflow", "true")])

    /// The text with one more label, whose value needs no escape.
    func adding(_ name: String, _ value: String) -> String {
        let pair = "\(name)=\"\(value)\""
        return text.isEmpty ? "{\(pair)}" : "\(text.dropLast()),\(pair)}"
    }

    static func < (left: MetricLabels, right: MetricLabels) -> Bool { left.text < right.text }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5c || $0 == 0x22 || $0 == 0x0a }) else { return value }
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

/// Names as Prometheus allows them.
enum MetricName {
    /// Every byte outside of `[a-zA-Z0-9_]` (and `:`, for metrics) becomes `_`; a leading digit gets one before it.
    static func valid(_ name: String, colonsAllowed: Bool = true) -> String {
        var bytes: [UInt8] = name.unicodeScalars.map { scalar in
            let isValid =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || (colonsAllowed && scalar == ":"))
            return isValid ? UInt8(truncatingIfNeeded: scalar.value) : UInt8(ascii: "_")
        }
        if bytes.first.map({ (48...57).contains($0) }) ?? true { bytes.insert(UInt8(ascii: "_"), at: 0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func valid(_ name: String, endingIn suffix: String) -> String {
        let valid = valid(name)
        return valid.hasSuffix(suffix) ? valid : valid + suffix
    }
}
