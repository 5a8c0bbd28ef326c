import Yams

/// Turns Yams' tree into one whose every value knows its line and column in the file.
struct YAMLTree {
    let path: String
    let renaming: KeyRenaming

    func converted(_ node: Node, depth: Int) throws(ConfigFaults) -> YAMLNode {
        let place = place(of: node)
        guard depth < YAMLDocument.deepest else {
            throw ConfigFaults(ConfigFault(place, "nested more than \(YAMLDocument.deepest) deep"))
        }
        switch node {
        case .scalar(let scalar):
            return YAMLNode(content: .text(isNothing(scalar) ? nil : scalar.string), place: place)
        case .sequence(let list):
            var items: [YAMLNode] = []
            for item in list { items.append(try converted(item, depth: depth + 1)) }
            return YAMLNode(content: .list(items), place: place)
        case .mapping(let map):
            var entries: [YAMLNode.Entry] = []
            for (key, value) in map {
                let keyPlace = self.place(of: key)
                guard let text = key.scalar?.string else {
                    throw ConfigFaults(ConfigFault(keyPlace, "expected a key, which is a single word"))
                }
                if KeyRenaming.isRenamed(text) { continue }
                let value = try converted(value, depth: depth + 1)
                entries.append(YAMLNode.Entry(key: text, place: keyPlace, value: value))
            }
            return YAMLNode(content: .map(entries), place: place)
        case .alias:
            throw ConfigFaults(ConfigFault(place, "aliases (*name) are not taken; write the value again"))
        }
    }

    /// Nothing, `~` and `null` without quotes are YAML's null.
    private func isNothing(_ scalar: Node.Scalar) -> Bool {
        scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }

    private func place(of node: Node) -> ConfigPlace {
        guard let mark = node.mark else { return .wholeFile(path) }
        return .file(path, line: mark.line, column: renaming.column(line: mark.line, column: mark.column))
    }
}
