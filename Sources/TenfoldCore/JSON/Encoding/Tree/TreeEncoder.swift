/// Encodes into a node, in whatever order it is asked to.
struct TreeEncoder: Encoder {
    let node: JSONTreeNode
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// The tree of a whole document. Throws `EncodingError` where it is empty.
    static func document<Value: Encodable>(_ value: Value) throws -> JSONTreeNode {
        let node = try node(for: value, codingPath: [])
        guard node.isNothing else { return node }
        throw EncodingError.invalidValue(
            value, .init(codingPath: [], debugDescription: "The top-level \(Value.self) did not encode any values."))
    }

    static func node<Value: Encodable>(for value: Value, codingPath: [any CodingKey]) throws -> JSONTreeNode {
        if let text = identical(value, as: String.self) { return JSONTreeNode(.special(.text(text))) }
        if let number = identical(value, as: Double.self) { return try node(number, codingPath) }
        if let number = identical(value, as: Float.self) { return try node(number, codingPath) }
        let special: JSONSpecialValue?
        do {
            special = try JSONSpecialValue.text(of: value)
        } catch {
            throw notANumber(value, codingPath)
        }
        if let special { return JSONTreeNode(.special(special)) }
        let node = JSONTreeNode()
        try value.encode(to: TreeEncoder(node: node, codingPath: codingPath))
        return node
    }

    static func node(_ number: Double, _ codingPath: [any CodingKey]) throws -> JSONTreeNode {
        guard number.isFinite else { throw notANumber(number, codingPath) }
        return JSONTreeNode(.double(number))
    }

    static func node(_ number: Float, _ codingPath: [any CodingKey]) throws -> JSONTreeNode {
        guard number.isFinite else { throw notANumber(number, codingPath) }
        return JSONTreeNode(.float(number))
    }

    private static func notANumber<Value>(_ value: Value, _ codingPath: [any CodingKey]) -> EncodingError {
        .invalidValue(value, .init(codingPath: codingPath, debugDescription: "JSON has no form for \(value)."))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let members = node.members(isSorted: DictionaryKeys.isType(type))
        return KeyedEncodingContainer(TreeObject<Key>(members: members, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        TreeList(elements: node.elements(), codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { TreeValue(node: node, codingPath: codingPath) }
}

extension JSONTreeNode {
    /// The object that the node is, or becomes.
    func members(isSorted: Bool) -> JSONTreeMembers {
        if case .object(let members) = content { return members }
        let members = JSONTreeMembers(isSorted: isSorted)
        content = .object(members)
        return members
    }

    /// The list that the node is, or becomes.
    func elements() -> JSONTreeElements {
        if case .list(let elements) = content { return elements }
        let elements = JSONTreeElements()
        content = .list(elements)
        return elements
    }
}
