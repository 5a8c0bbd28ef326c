/// A list of a tree.
struct TreeList: UnkeyedEncodingContainer {
    let elements: JSONTreeElements
    let codingPath: [any CodingKey]

    var count: Int { elements.nodes.count }
    private var nextPath: [any CodingKey] { codingPath + [JSONKey(intValue: count)] }

    func encodeNil() { elements.nodes.append(JSONTreeNode(.null)) }

    func encode<Value: Encodable>(_ value: Value) throws {
        elements.nodes.append(try TreeEncoder.node(for: value, codingPath: nextPath))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        next().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }

    func superEncoder() -> any Encoder { next() }

    private func next() -> TreeEncoder {
        let path = nextPath
        let node = JSONTreeNode()
        elements.nodes.append(node)
        return TreeEncoder(node: node, codingPath: path)
    }
}
