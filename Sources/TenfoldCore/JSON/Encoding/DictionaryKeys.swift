/// Tells the containers of dictionaries from all others: the standard library gives them keys of a type of its own.
/// That type is not public, so a dictionary is asked for it once.
enum DictionaryKeys {
    private static let type: ObjectIdentifier? = {
        let probe = KeyTypeProbe()
        try? [String: Int]().encode(to: probe)
        return probe.type
    }()

    @inline(__always)
    static func isType<Key: CodingKey>(_ type: Key.Type) -> Bool { ObjectIdentifier(type) == Self.type }
}

/// Notes the type of the keys that it is asked for.
private final class KeyTypeProbe: Encoder {
    var type: ObjectIdentifier?
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private let encoder = TreeEncoder(node: JSONTreeNode(), codingPath: [])

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        self.type = ObjectIdentifier(type)
        return KeyedEncodingContainer(TreeObject<Key>(members: JSONTreeMembers(isSorted: false), codingPath: []))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { encoder.unkeyedContainer() }
    func singleValueContainer() -> any SingleValueEncodingContainer { encoder.singleValueContainer() }
}
