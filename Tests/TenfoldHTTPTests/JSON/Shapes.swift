import FoundationEssentials

/// Types of every shape that `Codable` has.
enum Shapes {
    struct Flat: Codable, Hashable {
        var id: Int
        var name: String
        var price: Double
        var active: Bool
        var note: String?
    }

    struct Nested: Codable, Hashable {
        var first: Flat
        var others: [Flat]
        var maybe: Flat?
        var grid: [[Int]]
        var holes: [Int?]
        var byName: [String: [String: Flat]]
    }

    struct Numbers: Codable, Hashable {
        var i8: Int8, i16: Int16, i32: Int32, i64: Int64, i: Int
        var u8: UInt8, u16: UInt16, u32: UInt32, u64: UInt64, u: UInt

        static let least = Numbers(
            i8: .min, i16: .min, i32: .min, i64: .min, i: .min, u8: 0, u16: 0, u32: 0, u64: 0, u: 0)
        static let greatest = Numbers(
            i8: .max, i16: .max, i32: .max, i64: .max, i: .max, u8: .max, u16: .max, u32: .max, u64: .max, u: .max)
    }

    struct Special: Codable, Hashable {
        var at: Date
        var data: Data
        var url: URL
        var amount: Decimal
        var id: UUID
        var maybeAt: Date?
        var dates: [Date]
        var amounts: [String: Decimal]
    }

    enum Word: String, Codable, Hashable, CaseIterable { case one, two = "second" }
    enum Level: Int, Codable, Hashable { case low = -1, high = 7 }
    enum Choice: Codable, Hashable {
        case nothing
        case number(Int)
        case pair(left: String, right: [Word])
    }

    /// A number in a container of its own.
    struct Wrapper: Codable, Hashable {
        var number: Int
        init(_ number: Int) { self.number = number }
        init(from decoder: any Decoder) throws { number = try decoder.singleValueContainer().decode(Int.self) }
        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(number)
        }
    }

    struct Empty: Codable, Hashable {}

    /// Encodes nothing at all.
    struct Silent: Codable, Hashable {
        init() {}
        init(from decoder: any Decoder) throws {}
        func encode(to encoder: any Encoder) throws {}
    }

    struct Key: CodingKeyRepresentable, Hashable, Codable {
        var name: String
        var codingKey: any CodingKey { AnyName(stringValue: "key-" + name) }
        init(_ name: String) { self.name = name }
        init?<T: CodingKey>(codingKey: T) { name = String(codingKey.stringValue.dropFirst(4)) }
    }

    struct AnyName: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// A tree that holds itself.
    indirect enum Tree: Codable, Hashable {
        case leaf
        case node([Tree])
    }
}

/// A list that is written by hand, through nested containers, one inside of the other.
struct HandMade: Codable, Hashable {
    var x: Int
    var y: [Int]
    var deep: String

    enum Keys: String, CodingKey { case point, list, deep, x, end }

    init(x: Int, y: [Int], deep: String) { (self.x, self.y, self.deep) = (x, y, deep) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        x = try container.nestedContainer(keyedBy: Keys.self, forKey: .point).decode(Int.self, forKey: .x)
        var list = try container.nestedUnkeyedContainer(forKey: .list)
        var inner = try list.nestedUnkeyedContainer()
        y = []
        while !inner.isAtEnd { y.append(try inner.decode(Int.self)) }
        deep = try list.nestedContainer(keyedBy: Keys.self).decode(String.self, forKey: .deep)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        var point = container.nestedContainer(keyedBy: Keys.self, forKey: .point)
        try point.encode(x, forKey: .x)
        var list = container.nestedUnkeyedContainer(forKey: .list)
        var inner = list.nestedUnkeyedContainer()
        for number in y { try inner.encode(number) }
        var object = list.nestedContainer(keyedBy: Keys.self)
        try object.encode(deep, forKey: .deep)
        try container.encode(true, forKey: .end)
    }
}

/// As `HandMade`, writing to all its containers by turns, which cannot be done in the order of the bytes.
struct OutOfOrder: Codable, Hashable {
    var left: [Int]
    var right: [Int]

    enum Keys: String, CodingKey { case left, right, sum }

    init(left: [Int], right: [Int]) { (self.left, self.right) = (left, right) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        left = try container.decode([Int].self, forKey: .left)
        right = try container.decode([Int].self, forKey: .right)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        var lefts = container.nestedUnkeyedContainer(forKey: .left)
        var rights = container.nestedUnkeyedContainer(forKey: .right)
        for (one, two) in zip(left, right) {
            try lefts.encode(one)
            try rights.encode(two)
        }
        try container.encode(left.count, forKey: .sum)
    }
}

class Animal: Codable {
    var name: String
    init(name: String) { self.name = name }
}

/// Writes its superclass into its own object.
final class Cat: Animal {
    var lives: Int
    enum Keys: CodingKey { case lives }
    init(name: String, lives: Int) {
        self.lives = lives
        super.init(name: name)
    }
    required init(from decoder: any Decoder) throws {
        lives = try decoder.container(keyedBy: Keys.self).decode(Int.self, forKey: .lives)
        try super.init(from: decoder)
    }
    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(lives, forKey: .lives)
        try super.encode(to: encoder)
    }
}

/// Writes its superclass into an object beside its own members.
final class Dog: Animal {
    var tricks: [String]
    enum Keys: CodingKey { case tricks, base }
    init(name: String, tricks: [String]) {
        self.tricks = tricks
        super.init(name: name)
    }
    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        tricks = try container.decode([String].self, forKey: .tricks)
        try super.init(from: container.superDecoder())
    }
    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try super.encode(to: container.superEncoder())
        try container.encode(tricks, forKey: .tricks)
        try super.encode(to: container.superEncoder(forKey: .base))
    }
}
