/// A statement whose interpolated values are always bound, never pasted into its text.
///
///     let rows: [Account] = try await snapshot.all("SELECT id, email FROM account WHERE id = \(id)")
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The statement with `$1`, `$2`, … in place of its values.
    package private(set) var text: String
    /// The values, in the order of their numbers.
    package private(set) var values: [SQLValue]

    public init(stringLiteral text: String) {
        self.text = text
        self.values = []
    }

    public init(stringInterpolation: Interpolation) {
        self.text = stringInterpolation.text
        self.values = stringInterpolation.values
    }

    /// Collects a statement's text and values.
    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var text: String
        fileprivate var values: [SQLValue]

        public init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + interpolationCount * 3)
            values = []
            values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some SQLColumn) { bind(value.sqlValue) }

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
            var number = values.count
            values += part.values
            for piece in part.text.split(separator: "$", omittingEmptySubsequences: false).enumerated() {
                guard piece.offset > 0 else {
                    text += piece.element
                    continue
                }
                let digits = piece.element.prefix { $0.isNumber }
                number += 1
                text += "$\(number)" + piece.element.dropFirst(digits.count)
            }
        }

        /// Puts a name in, quoted, for instance a table's.
        public mutating func appendInterpolation(identifier name: String) {
            text += "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        }

        private mutating func bind(_ value: SQLValue) {
            values.append(value)
            text += "$"
            text += String(values.count)
        }
    }
}
