/// What a field's value must be, and the sentence for when it is not.
public struct Rule<Value>: Sendable {
    let message: String
    let holds: @Sendable (Value) -> Bool

    /// A rule of your own. The message completes "the field …", for instance "must be even".
    public static func must(_ message: String, _ holds: @escaping @Sendable (Value) -> Bool) -> Rule {
        Rule(message: message, holds: holds)
    }
}

extension Rule where Value == String {
    /// One `@` between a local part and a domain with a dot, no blanks or controls, at most 254 characters.
    public static var isEmail: Rule { .must("must be an email address") { EmailAddress.isPlausible($0) } }

    /// Not empty, blanks aside.
    public static var notBlank: Rule { .must("must not be blank") { $0.contains { !$0.isWhitespace } } }

    /// A number of characters within the bounds.
    public static func length(_ bounds: LengthBounds) -> Rule {
        .must("must have \(bounds.sentence) characters") { bounds.contains($0.count) }
    }
}

extension Rule where Value == Secret<String> {
    /// A number of characters within the bounds.
    public static func length(_ bounds: LengthBounds) -> Rule {
        .must("must have \(bounds.sentence) characters") { bounds.contains($0.exposed.count) }
    }
}

extension Rule where Value: Comparable & Sendable & SendableMetatype {
    /// At least this.
    public static func atLeast(_ lowest: Value) -> Rule { .must("must be at least \(lowest)") { $0 >= lowest } }

    /// At most this.
    public static func atMost(_ highest: Value) -> Rule { .must("must be at most \(highest)") { $0 <= highest } }

    /// From the lowest to the highest, both allowed.
    public static func within(_ range: ClosedRange<Value>) -> Rule {
        .must("must be from \(range.lowerBound) to \(range.upperBound)") { range.contains($0) }
    }
}

extension Rule where Value: Collection & SendableMetatype {
    /// A number of elements within the bounds.
    public static func count(_ bounds: LengthBounds) -> Rule {
        .must("must have \(bounds.sentence) elements") { bounds.contains($0.count) }
    }
}

/// Bounds of a length. Written as a range by `LengthBounds(12...)`, or with the operators `12...` and `1...80`
/// directly.
public struct LengthBounds: Sendable {
    let lowest: Int
    let highest: Int?

    init(lowest: Int, highest: Int?) {
        self.lowest = lowest
        self.highest = highest
    }

    func contains(_ count: Int) -> Bool { count >= lowest && count <= (highest ?? .max) }

    var sentence: String {
        guard let highest else { return "at least \(lowest)" }
        return lowest == highest ? "exactly \(lowest)" : lowest == 0 ? "at most \(highest)" : "\(lowest) to \(highest)"
    }
}

/// `12...` as bounds of a length.
@_disfavoredOverload
public postfix func ... (lowest: Int) -> LengthBounds { LengthBounds(lowest: lowest, highest: nil) }
/// `...80` as bounds of a length.
@_disfavoredOverload
public prefix func ... (highest: Int) -> LengthBounds { LengthBounds(lowest: 0, highest: highest) }
/// `1...80` as bounds of a length. Where nothing asks for these, ranges stay ranges.
@_disfavoredOverload
public func ... (lowest: Int, highest: Int) -> LengthBounds { LengthBounds(lowest: lowest, highest: highest) }
