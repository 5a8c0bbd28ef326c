import FoundationEssentials
package import TenfoldCore

/// Estimates an entry's memory without encoding it: an `Encoder` that adds up sizes and writes nothing.
package enum EntrySize {
    /// For an entry's slot, its links, its places in the index and in the counts of requests, and the box of its value;
    /// with the room that arrays keep to grow.
    package static let overhead = 416

    package static func bytes(of key: EntryKey, value: some Encodable) -> Int {
        overhead + key.bytes + content(of: value)
    }

    /// The size of a "there is none".
    package static func bytes(of key: EntryKey, absence: Refusal) -> Int {
        overhead + key.bytes + content(of: absence)
    }

    package static func content<Value: Encodable>(of value: Value) -> Int {
        let sum = Sum()
        do {
            try sum.add(value)
        } catch {
            // A value that cannot be encoded can be cached all the same: what was counted so far, doubled, is its
            // estimate.
            sum.bytes = sum.bytes * 2 + MemoryLayout<Value>.size
        }
        return sum.bytes
    }

    fileprivate final class Sum {
        var bytes = 0

        /// Up to 15 bytes lie in place; more are an object with a header.
        func add(_ text: String) {
            let count = text.utf8.count
            bytes += count > 15 ? MemoryLayout<String>.size + 32 + count : MemoryLayout<String>.size
        }

        func add<Value: Encodable>(_ value: Value) throws {
            switch value {
            case let text as String: add(text)
            case let array as [UInt8]: bytes += 32 + array.count
            case let data as Data: bytes += 32 + data.count
            case is Date: bytes += 8
            default:
                bytes += 8
                try value.encode(to: SizeEncoder(sum: self))
            }
        }
    }
}

private struct SizeEncoder: Encoder {
    let sum: EntrySize.Sum
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Keyed<Key>(sum: sum))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        sum.bytes += 32
        return Unkeyed(sum: sum)
    }
    func singleValueContainer() -> any SingleValueEncodingContainer { Single(sum: sum) }

    struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let sum: EntrySize.Sum
        var codingPath: [any CodingKey] { [] }

        mutating func encodeNil(forKey key: Key) { sum.bytes += 1 }
        mutating func encode(_ value: some Encodable, forKey key: Key) throws { try sum.add(value) }
        mutating func encode(_ value: Int, forKey key: Key) { sum.bytes += 8 }
        mutating func encode(_ value: Double, forKey key: Key) { sum.bytes += 8 }
        mutating func encode(_ value: Bool, forKey key: Key) { sum.bytes += 1 }
        mutating func encode(_ value: String, forKey key: Key) { sum.add(value) }
        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> { SizeEncoder(sum: sum).container(keyedBy: type) }
        mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            SizeEncoder(sum: sum).unkeyedContainer()
        }
        mutating func superEncoder() -> any Encoder { SizeEncoder(sum: sum) }
        mutating func superEncoder(forKey key: Key) -> any Encoder { SizeEncoder(sum: sum) }
    }

    struct Unkeyed: UnkeyedEncodingContainer {
        let sum: EntrySize.Sum
        var count = 0
        var codingPath: [any CodingKey] { [] }

        init(sum: EntrySize.Sum) { self.sum = sum }
        mutating func encodeNil() { sum.bytes += 1 }
        mutating func encode(_ value: some Encodable) throws { try sum.add(value) }
        mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
            SizeEncoder(sum: sum).container(keyedBy: type)
        }
        mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
            SizeEncoder(sum: sum).unkeyedContainer()
        }
        mutating func superEncoder() -> any Encoder { SizeEncoder(sum: sum) }
    }

    struct Single: SingleValueEncodingContainer {
        let sum: EntrySize.Sum
        var codingPath: [any CodingKey] { [] }

        mutating func encodeNil() { sum.bytes += 1 }
        mutating func encode(_ value: Bool) { sum.bytes += 1 }
        mutating func encode(_ value: String) { sum.add(value) }
        mutating func encode(_ value: Double) { sum.bytes += 8 }
        mutating func encode(_ value: Float) { sum.bytes += 4 }
        mutating func encode(_ value: Int) { sum.bytes += 8 }
        mutating func encode(_ value: Int8) { sum.bytes += 1 }
        mutating func encode(_ value: Int16) { sum.bytes += 2 }
        mutating func encode(_ value: Int32) { sum.bytes += 4 }
        mutating func encode(_ value: Int64) { sum.bytes += 8 }
        mutating func encode(_ value: UInt) { sum.bytes += 8 }
        mutating func encode(_ value: UInt8) { sum.bytes += 1 }
        mutating func encode(_ value: UInt16) { sum.bytes += 2 }
        mutating func encode(_ value: UInt32) { sum.bytes += 4 }
        mutating func encode(_ value: UInt64) { sum.bytes += 8 }
        mutating func encode(_ value: some Encodable) throws { try sum.add(value) }
    }
}
