import Yams

/// Turns Yams' tree into one whose every value knows its line and column in the file.
struct StageTree {
    let path: String
    let renaming: KeyRenaming

    func converted(_ node: Node, depth: Int) throws(StageFaults) -> StageNode {
        let place = place(of: node)
        guard depth < StageDocument.deepest else {
            throw StageFaults(StageFault(place, "nested more than \(StageDocument.deepest) deep"))
        }
        switch node {
        case .scalar(let scalar):
            return StageNode(content: .text(isNothing(scalar) ? nil : scalar.string), place: place)
        case .sequence(let list):
            var items: [StageNode] = []
            for item in list { items.append(try converted(item, depth: depth + 1)) }
            return StageNode(content: .list(items), place: place)
        case .mapping(let map):
            var entries: [StageNode.Entry] = []
            for (key, value) in map {
                let keyPlace = self.place(of: key)
                guard let text = key.scalar?.string else {
                    throw StageFaults(StageFault(keyPlace, "expected a key, which is a single word"))
                }
                if KeyRenaming.isRenamed(text) { continue }
                let value = try converted(value, depth: depth + 1)
                entries.append(StageNode.Entry(key: text, place: keyPlace, value: value))
            }
            return StageNode(content: .map(entries), place: place)
        case .alias:
            throw StageFaults(StageFault(place, "aliases (*name) are not taken; write the value again"))
        }
    }

    /// Nothing, `~` and `null` without quotes are YAML's null.
    private func isNothing(_ scalar: Node.Scalar) -> Bool {
        scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }

    private func place(of node: Node) -> StagePlace {
        guard let mark = node.mark else { return .wholeFile(path) }
        return .file(path, line: mark.line, column: renaming.column(line: mark.line, column: mark.column))
    }
}
