/// A value that is being encoded in any order: containers may be written to whenever their owner likes.
final class JSONTreeNode {
    enum Content {
        /// Nothing was encoded: an empty object.
        case nothing
        case null
        case flag(Bool)
        case integer(magnitude: UInt64, isNegative: Bool)
        case double(Double)
        case float(Float)
        case special(JSONSpecialValue)
        case list(JSONTreeElements)
        case object(JSONTreeMembers)
    }

    var content = Content.nothing

    init(_ content: Content = .nothing) { self.content = content }

    var isNothing: Bool { if case .nothing = content { true } else { false } }

    func write(to bytes: inout JSONByteStore, sortsMembers: Bool) {
        switch content {
        case .nothing: bytes.append("{}")
        case .null: bytes.append("null")
        case .flag(let flag): bytes.append(flag ? "true" : "false")
        case .integer(let magnitude, let isNegative): bytes.append(magnitude: magnitude, isNegative: isNegative)
        // Only numbers that can be written are taken in.
        case .double(let number): _ = bytes.append(number: number)
        case .float(let number): _ = bytes.append(number: number)
        case .special(let value): value.append(to: &bytes)
        case .list(let elements): elements.write(to: &bytes, sortsMembers: sortsMembers)
        case .object(let members): members.write(to: &bytes, sortsMembers: sortsMembers)
        }
    }
}

/// The elements of a list.
final class JSONTreeElements {
    var nodes: [JSONTreeNode] = []

    func write(to bytes: inout JSONByteStore, sortsMembers: Bool) {
        bytes.append(0x5b)
        for (index, node) in nodes.enumerated() {
            if index > 0 { bytes.append(0x2c) }
            node.write(to: &bytes, sortsMembers: sortsMembers)
        }
        bytes.append(0x5d)
    }
}

/// The members of an object, in the order in which their keys first came. A key that comes again has the last value.
/// Keys are told apart by their bytes, not as Swift compares texts.
final class JSONTreeMembers {
    private var keys: [String] = []
    private var nodes: [[UInt8]: JSONTreeNode] = [:]
    var isSorted: Bool

    init(isSorted: Bool) { self.isSorted = isSorted }

    subscript(key: String) -> JSONTreeNode? {
        get { nodes[Array(key.utf8)] }
        set {
            if nodes.updateValue(newValue ?? JSONTreeNode(), forKey: Array(key.utf8)) == nil { keys.append(key) }
        }
    }

    func write(to bytes: inout JSONByteStore, sortsMembers: Bool) {
        if isSorted || sortsMembers { keys.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
        bytes.append(0x7b)
        for (index, key) in keys.enumerated() {
            if index > 0 { bytes.append(0x2c) }
            bytes.appendQuoted(key)
            bytes.append(0x3a)
            self[key]?.write(to: &bytes, sortsMembers: sortsMembers)
        }
        bytes.append(0x7d)
    }
}
