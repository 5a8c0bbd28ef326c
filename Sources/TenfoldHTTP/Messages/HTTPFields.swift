/// The header fields of a message, in their order. Names are compared without regard to ASCII case.
///
/// Values are checked when they are sent: a name that is no token, or a value with a control character, makes the
/// response a 500 instead of letting anyone inject a field.
public struct HTTPFields: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One field line.
    public struct Field: Sendable, Hashable {
        /// The name as it was written.
        public var name: String
        /// The value, without the white space around it.
        public var value: String

        /// A field line of a name and a value.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package private(set) var lines: [Field]

    /// No fields.
    public init() { lines = [] }

    /// Fields from a literal, in its order.
    public init(dictionaryLiteral elements: (String, String)...) {
        lines = elements.map { Field(name: $0.0, value: $0.1) }
    }

    package init(lines: [Field]) { self.lines = lines }

    /// The first value of that name. Setting it replaces every field of that name; setting `nil` removes them.
    public subscript(_ name: String) -> String? {
        get { lines.first { $0.name.isEqualIgnoringASCIICase(to: name) }?.value }
        set {
            remove(name)
            if let newValue { append(name, newValue) }
        }
    }

    /// Every value of that name, in order.
    public func values(of name: String) -> [String] {
        lines.filter { $0.name.isEqualIgnoringASCIICase(to: name) }.map(\.value)
    }

    /// Adds a field after the others, even if there is one of that name.
    public mutating func append(_ name: String, _ value: String) {
        lines.append(Field(name: name, value: value))
    }

    /// Removes every field of that name.
    public mutating func remove(_ name: String) {
        lines.removeAll { $0.name.isEqualIgnoringASCIICase(to: name) }
    }
}

extension HTTPFields: Sequence {
    /// Walks the fields in their order.
    public func makeIterator() -> IndexingIterator<[Field]> { lines.makeIterator() }
}
