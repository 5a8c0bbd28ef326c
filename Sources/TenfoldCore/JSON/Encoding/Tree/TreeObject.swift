/// An object of a tree. All values take the one generic way: trees are made rarely.
struct TreeObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let members: JSONTreeMembers
    let codingPath: [any CodingKey]

    func encodeNil(forKey key: Key) { members[key.stringValue] = JSONTreeNode(.null) }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        members[key.stringValue] = try TreeEncoder.node(for: value, codingPath: codingPath + [key])
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }

    func superEncoder() -> any Encoder { encoder(JSONKey.superclass) }

    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

    /// Of the member's node, which is made where it is missing: a container asked for again goes on.
    private func encoder(_ key: some CodingKey) -> TreeEncoder {
        let node = members[key.stringValue] ?? JSONTreeNode()
        members[key.stringValue] = node
        return TreeEncoder(node: node, codingPath: codingPath + [key])
    }
}
