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

    private enum Storage: Sendable {
        case lines([Field])
        /// As they came from a client.
        case content(RequestContent)
        /// As they came from a server.
        case response(ResponseHead)
        /// One field, written and checked beforehand.
        case contentType(ContentType)
    }

    private var storage: Storage

    /// No fields.
    public init() { storage = .lines([]) }

    /// Fields from a literal, in its order.
    public init(dictionaryLiteral elements: (String, String)...) {
        storage = .lines(elements.map { Field(name: $0.0, value: $0.1) })
    }

    package init(lines: [Field]) { storage = .lines(lines) }

    /// No fields yet, with room for so many.
    package init(reserving count: Int) {
        var lines: [Field] = []
        lines.reserveCapacity(count)
        storage = .lines(lines)
    }

    init(_ content: RequestContent) { storage = .content(content) }

    init(_ head: ResponseHead) { storage = .response(head) }

    /// The content type alone.
    package init(_ contentType: ContentType) { storage = .contentType(contentType) }

    /// The content type, where it is the only field.
    var onlyContentType: ContentType? { if case .contentType(let type) = storage { type } else { nil } }

    package private(set) var lines: [Field] {
        get {
            switch storage {
            case .lines(let lines): lines
            case .content(let content): content.lines
            case .response(let head): head.lines
            case .contentType(let type): [Field(name: ContentType.fieldName, value: type.value)]
            }
        }
        set { storage = .lines(newValue) }
    }

    /// The first value of that name. Setting it replaces every field of that name; setting `nil` removes them.
    public subscript(_ name: String) -> String? {
        get {
            switch storage {
            case .lines(let lines): lines.first { $0.name.isEqualIgnoringASCIICase(to: name) }?.value
            case .content(let content): content.value(of: name)
            case .response(let head): head.value(of: name)
            case .contentType(let type): type.value(ofField: name)
            }
        }
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
        var changed = lines
        storage = .lines([])
        changed.append(Field(name: name, value: value))
        storage = .lines(changed)
    }

    /// Removes every field of that name.
    public mutating func remove(_ name: String) {
        guard lines.contains(where: { $0.name.isEqualIgnoringASCIICase(to: name) }) else { return }
        lines.removeAll { $0.name.isEqualIgnoringASCIICase(to: name) }
    }

    /// Equal where the lines are, wherever they came from.
    public static func == (left: HTTPFields, right: HTTPFields) -> Bool { left.lines == right.lines }

    /// Hashes the lines.
    public func hash(into hasher: inout Hasher) { lines.hash(into: &hasher) }
}

extension HTTPFields: Sequence {
    /// Walks the fields in their order.
    public func makeIterator() -> IndexingIterator<[Field]> { lines.makeIterator() }
}
