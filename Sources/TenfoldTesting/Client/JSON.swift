/// A JSON value of any shape, for requests and for looking into answers.
///
///     let body: JSON = ["email": "ann@example.org", "lines": [["quantity": 2]]]
///     response.json["lines"][0]["quantity"].integer
public enum JSON: Sendable, Hashable {
    /// No value.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number.
    case integer(Int)
    /// Any other number.
    case real(Double)
    /// Text.
    case text(String)
    /// A list.
    case list([JSON])
    /// An object.
    case object([String: JSON])

    /// The member of an object; null where there is none.
    public subscript(_ name: String) -> JSON {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    /// The element of a list; null where there is none.
    public subscript(_ index: Int) -> JSON {
        if case .list(let elements) = self, elements.indices.contains(index) { elements[index] } else { .null }
    }

    /// The text, if it is one.
    public var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The integer, if it is one.
    public var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }
    /// The elements; none where it is no list.
    public var elements: [JSON] { if case .list(let elements) = self { elements } else { [] } }
    /// The names of an object's members; none where it is no object.
    public var names: Set<String> { if case .object(let members) = self { Set(members.keys) } else { [] } }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Text.
    public init(stringLiteral text: String) { self = .text(text) }
    /// A whole number.
    public init(integerLiteral integer: Int) { self = .integer(integer) }
    /// Any other number.
    public init(floatLiteral real: Double) { self = .real(real) }
    /// True or false.
    public init(booleanLiteral bool: Bool) { self = .bool(bool) }
    /// Null.
    public init(nilLiteral: ()) { self = .null }
    /// A list.
    public init(arrayLiteral elements: JSON...) { self = .list(elements) }
    /// An object; of two members of one name the last counts.
    public init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(Dictionary(members, uniquingKeysWith: { _, last in last }))
    }
}

extension JSON: Codable {
    /// Reads any JSON value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let real = try? container.decode(Double.self) {
            self = .real(real)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let elements = try? container.decode([JSON].self) {
            self = .list(elements)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    /// Writes it as it is.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let bool): try container.encode(bool)
        case .integer(let integer): try container.encode(integer)
        case .real(let real): try container.encode(real)
        case .text(let text): try container.encode(text)
        case .list(let elements): try container.encode(elements)
        case .object(let members): try container.encode(members)
        }
    }
}
