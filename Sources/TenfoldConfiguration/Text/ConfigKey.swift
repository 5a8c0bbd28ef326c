/// A key of a configuration file that holds one value: what it takes, what holds without it, and how its text becomes a value.
package struct ConfigKey<Value: Sendable>: Sendable {
    package let row: ConfigKeyRow
    package let parse: @Sendable (String) throws(ValueFault) -> Value

    package var name: String { row.name }

    /// A key whose values `read` knows; what it does not is refused with what was expected.
    package init(_ row: ConfigKeyRow, _ read: @escaping @Sendable (String) -> Value?) {
        self.row = row
        let expected = row.expected
        parse = { (text) throws(ValueFault) -> Value in
            guard let value = read(text) else { throw ValueFault("expected \(expected)", showsValue: true) }
            return value
        }
    }

    /// A key whose reader has sentences of its own.
    package init(_ row: ConfigKeyRow, parsing parse: @escaping @Sendable (String) throws(ValueFault) -> Value) {
        self.row = row
        self.parse = parse
    }
}

/// A row of the table in docs/concepts/stages.md, which a test holds against these.
package struct ConfigKeyRow: Sendable, Hashable {
    package let name: String
    /// What holds where nobody sets it, as the file would write it; nil where nothing does.
    package let fallback: String?
    /// Completes "expected …".
    package let expected: String
    package let shape: Shape

    package enum Shape: Sendable, Hashable { case value, list, map }

    package init(_ name: String, _ shape: Shape = .value, fallback: String? = nil, expected: String) {
        self.name = name
        self.shape = shape
        self.fallback = fallback
        self.expected = expected
    }
}
