/// A statement whose interpolated values are always bound, never pasted into its text.
///
///     let rows: [Account] = try await snapshot.all("SELECT id, email FROM account WHERE id = \(id)")
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The statement with `$1`, `$2`, … in place of its values.
    package private(set) var text: String
    /// The values, in the order of their numbers.
    package private(set) var values: [SQLValue]
    /// Where in `text` each value's `$` stands, in UTF-8 bytes: the author may have written dollars too.
    fileprivate var places: [Int]

    public init(stringLiteral text: String) {
        self.text = text
        self.values = []
        self.places = []
    }

    public init(stringInterpolation: Interpolation) {
        self.text = stringInterpolation.text
        self.values = stringInterpolation.values
        self.places = stringInterpolation.places
    }

    /// Collects a statement's text and values.
    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var text: String
        fileprivate var values: [SQLValue]
        fileprivate var places: [Int]

        public init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + interpolationCount * 3)
            values = []
            values.reserveCapacity(interpolationCount)
            places = []
            places.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some SQLColumn) { bind(value.sqlValue) }

        /// Binds a value, or NULL.
        public mutating func appendInterpolation<Value: SQLColumn>(_ value: Value?) { bind(value.sqlValue) }

        /// Binds a list, for `IN (\(list: ids))`. An empty list becomes NULL, which no value equals.
        public mutating func appendInterpolation(list values: some Collection<some SQLColumn>) {
            var isFirst = true
            for value in values {
                if !isFirst { text += ", " }
                isFirst = false
                bind(value.sqlValue)
            }
            if isFirst { text += "NULL" }
        }

        /// Puts another statement's text in, with its values bound.
        public mutating func appendInterpolation(_ part: SQL) {
            var rest = part.text.utf8[...]
            for (index, value) in part.values.enumerated() {
                let place = part.text.utf8.index(part.text.startIndex, offsetBy: part.places[index])
                text += Substring(rest[..<place])
                bind(value)
                rest = part.text.utf8[place...].dropFirst(1 + String(index + 1).utf8.count)
            }
            text += Substring(rest)
        }

        /// Puts a name in, quoted, for instance a table's.
        public mutating func appendInterpolation(identifier name: String) {
            text +=
                "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        }

        private mutating func bind(_ value: SQLValue) {
            values.append(value)
            places.append(text.utf8.count)
            text += "$"
            text += String(values.count)
        }
    }
}
