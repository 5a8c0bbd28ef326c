/// Kinds of values that many keys take.
extension ConfigKey where Value == Int {
    package static func count(_ name: String, fallback: String?, _ range: ClosedRange<Int>) -> ConfigKey<Int> {
        ConfigKey(
            ConfigKeyRow(
                name, fallback: fallback, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        ) { ValueText.digits($0[...]).flatMap { range.contains($0) ? $0 : nil } }
    }

    package static func port(_ name: String, fallback: String?) -> ConfigKey<Int> {
        ConfigKey(ConfigKeyRow(name, fallback: fallback, expected: "a port from 1 to 65535")) {
            ValueText.digits($0[...]).flatMap { (1...65_535).contains($0) ? $0 : nil }
        }
    }

    package static func bytes(_ name: String, fallback: String, _ range: ClosedRange<Int>) -> ConfigKey<Int> {
        let bounds = "\(ValueText.text(ofBytes: range.lowerBound)) to \(ValueText.text(ofBytes: range.upperBound))"
        return ConfigKey(
            ConfigKeyRow(name, fallback: fallback, expected: "a size from \(bounds), such as \(fallback)")
        ) { ValueText.bytes($0).flatMap { range.contains($0) ? $0 : nil } }
    }
}

extension ConfigKey where Value == Duration {
    package static func duration(
        _ name: String, fallback: String, _ range: ClosedRange<Duration>
    ) -> ConfigKey<Duration> {
        let bounds = "\(ValueText.text(of: range.lowerBound)) to \(ValueText.text(of: range.upperBound))"
        return ConfigKey(
            ConfigKeyRow(name, fallback: fallback, expected: "a duration from \(bounds), such as \(fallback)")
        ) { ValueText.duration($0).flatMap { range.contains($0) ? $0 : nil } }
    }
}

extension ConfigKey where Value == Bool {
    /// `on` or `off`. YAML's reader of plain words leaves both as they are.
    package static func flag(_ name: String, fallback: Bool, _ what: String) -> ConfigKey<Bool> {
        ConfigKey(ConfigKeyRow(name, fallback: fallback ? "on" : "off", expected: "on or off: \(what)")) {
            ["on": true, "true": true, "off": false, "false": false][$0]
        }
    }
}
