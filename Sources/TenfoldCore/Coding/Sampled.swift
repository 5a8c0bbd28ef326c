public import FoundationEssentials

/// A type with a value to stand in for it: while all errors of a body are gathered, and while its JSON schema is made.
///
/// Structs and case-iterable enums need none. Conform a type that decodes itself from one text or number.
public protocol Sampled {
    /// Any valid value.
    static var sample: Self { get }
}

extension String: Sampled {
    /// Empty.
    public static var sample: String { "" }
}
extension Bool: Sampled {
    /// False.
    public static var sample: Bool { false }
}
extension Double: Sampled {
    /// 0.
    public static var sample: Double { 0 }
}
extension Float: Sampled {
    /// 0.
    public static var sample: Float { 0 }
}
extension Int: Sampled {
    /// 0.
    public static var sample: Int { 0 }
}
extension Int8: Sampled {
    /// 0.
    public static var sample: Int8 { 0 }
}
extension Int16: Sampled {
    /// 0.
    public static var sample: Int16 { 0 }
}
extension Int32: Sampled {
    /// 0.
    public static var sample: Int32 { 0 }
}
extension Int64: Sampled {
    /// 0.
    public static var sample: Int64 { 0 }
}
extension UInt: Sampled {
    /// 0.
    public static var sample: UInt { 0 }
}
extension UInt8: Sampled {
    /// 0.
    public static var sample: UInt8 { 0 }
}
extension UInt16: Sampled {
    /// 0.
    public static var sample: UInt16 { 0 }
}
extension UInt32: Sampled {
    /// 0.
    public static var sample: UInt32 { 0 }
}
extension UInt64: Sampled {
    /// 0.
    public static var sample: UInt64 { 0 }
}
extension Date: Sampled {
    /// The start of 1970.
    public static var sample: Date { Date(timeIntervalSince1970: 0) }
}
extension Data: Sampled {
    /// Empty.
    public static var sample: Data { Data() }
}
extension URL: Sampled {
    /// The root of the file system.
    public static var sample: URL { URL(filePath: "/") }
}
extension UUID: Sampled {
    /// All zero.
    public static var sample: UUID { UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) }
}
extension Decimal: Sampled {
    /// 0.
    public static var sample: Decimal { 0 }
}
extension ID: Sampled {
    /// All zero but for the version and variant.
    public static var sample: ID { ID(high: 0x7000, low: 0x8000_0000_0000_0000) }
}
extension Secret: Sampled where Value: Sampled {
    /// A sample, hidden.
    public static var sample: Secret { Secret(Value.sample) }
}
extension Array: Sampled {
    /// Empty.
    public static var sample: [Element] { [] }
}
extension Set: Sampled {
    /// Empty.
    public static var sample: Set<Element> { [] }
}
extension Dictionary: Sampled {
    /// Empty.
    public static var sample: [Key: Value] { [:] }
}
extension Optional: Sampled {
    /// Nil.
    public static var sample: Wrapped? { nil }
}

/// The sample of any type that has one: its own, or an enum's first case.
package func sampleValue<Value>(of type: Value.Type) -> Value? {
    if let sampled = type as? any Sampled.Type { return sampled.sample as? Value }
    if let enumeration = type as? any CaseIterable.Type { return firstCase(of: enumeration) as? Value }
    return nil
}

private func firstCase<Enumeration: CaseIterable>(of type: Enumeration.Type) -> Any? { type.allCases.first }
