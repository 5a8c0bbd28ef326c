/// A value that logs, errors and descriptions never show. It crosses the wire as the value itself.
public struct Secret<Value: Codable & Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The value. Pass it on, never print it.
    public let exposed: Value

    /// Hides `value`.
    public init(_ value: Value) { self.exposed = value }

    /// Never the value.
    public var description: String { "<secret>" }
    /// Never the value.
    public var debugDescription: String { "<secret>" }
    /// Never the value.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Secret: Equatable where Value: Equatable {}
extension Secret: Hashable where Value: Hashable {}

extension Secret: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(Value.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(exposed)
    }
}
