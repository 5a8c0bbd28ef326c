/// A single value of a tree; written twice, the last one counts.
struct TreeValue: SingleValueEncodingContainer {
    let node: JSONTreeNode
    let codingPath: [any CodingKey]

    func encodeNil() { node.content = .null }
    func encode(_ value: Bool) { node.content = .flag(value) }
    func encode(_ value: String) { node.content = .special(.text(value)) }
    func encode(_ value: Double) throws { node.content = try TreeEncoder.node(value, codingPath).content }
    func encode(_ value: Float) throws { node.content = try TreeEncoder.node(value, codingPath).content }
    func encode(_ value: Int) { integer(value) }
    func encode(_ value: Int8) { integer(value) }
    func encode(_ value: Int16) { integer(value) }
    func encode(_ value: Int32) { integer(value) }
    func encode(_ value: Int64) { integer(value) }
    func encode(_ value: UInt) { integer(value) }
    func encode(_ value: UInt8) { integer(value) }
    func encode(_ value: UInt16) { integer(value) }
    func encode(_ value: UInt32) { integer(value) }
    func encode(_ value: UInt64) { integer(value) }

    func encode<Value: Encodable>(_ value: Value) throws {
        node.content = try TreeEncoder.node(for: value, codingPath: codingPath).content
    }

    private func integer<Number: FixedWidthInteger>(_ value: Number) {
        node.content = .integer(magnitude: UInt64(value.magnitude), isNegative: value < 0)
    }
}
