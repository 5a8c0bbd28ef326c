import Yams

/// The file's text as a tree whose every value knows its line and column.
///
/// What could make it costly is refused before Yams sees it: size, and anchors, with which a short file can stand for a
/// huge one.
enum StageDocument {
    /// A stage file of a hundred services has a tenth of this.
    static let mostBytes = 1 << 20
    /// The deepest value of a valid file, an address in a list, is seven deep.
    static let deepest = 16

    /// Throws `StageFaults` with what is broken.
    static func parse(_ bytes: [UInt8], path: String) throws(StageFaults) -> StageNode {
        guard bytes.count <= mostBytes else {
            throw StageFaults(StageFault(.wholeFile(path), "the file is larger than 1 MiB, which no stage file needs"))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw StageFaults(StageFault(.wholeFile(path), "expected text in UTF-8"))
        }
        if let fault = firstAnchor(in: bytes, path: path) { throw StageFaults(fault) }
        return try converted(composed(text, path: path), path: path, depth: 0)
    }

    private static func composed(_ text: String, path: String) throws(StageFaults) -> Node {
        do {
            guard let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else {
                throw StageFaults(StageFault(.wholeFile(path), "the file is empty"))
            }
            return root
        } catch let faults as StageFaults {
            throw faults
        } catch {
            throw StageFaults(YAMLFault.fault(error, path: path))
        }
    }

    /// `&name` where a value may begin. An alias cannot be without one, and nothing else in YAML repeats content.
    /// It is looked for without telling text from structure, so that nothing in the file can hide it.
    private static func firstAnchor(in bytes: [UInt8], path: String) -> StageFault? {
        var line = 1
        var lineStart = 0
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") { (line, lineStart) = (line + 1, index + 1) }
            guard byte == UInt8(ascii: "&"), index + 1 < bytes.count, isAnchorCharacter(bytes[index + 1]),
                index == 0 || mayPrecedeAnchor(bytes[index - 1])
            else { continue }
            let column = String(decoding: bytes[lineStart..<index], as: UTF8.self).unicodeScalars.count + 1
            return StageFault(
                .file(path, line: line, column: column),
                "anchors (&name) and aliases (*name) are not taken; write the value again, or in text \"& \" with a "
                    + "space after it")
        }
        return nil
    }

    private static func isAnchorCharacter(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }

    private static func mayPrecedeAnchor(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x80 || "[{,:?-".utf8.contains(byte)
    }

    private static func converted(_ node: Node, path: String, depth: Int) throws(StageFaults) -> StageNode {
        let place = place(of: node, path: path)
        guard depth < deepest else { throw StageFaults(StageFault(place, "nested more than \(deepest) deep")) }
        switch node {
        case .scalar(let scalar):
            return StageNode(content: .text(isNothing(scalar) ? nil : scalar.string), place: place)
        case .sequence(let list):
            var items: [StageNode] = []
            for item in list { items.append(try converted(item, path: path, depth: depth + 1)) }
            return StageNode(content: .list(items), place: place)
        case .mapping(let map):
            var entries: [StageNode.Entry] = []
            for (key, value) in map {
                let keyPlace = self.place(of: key, path: path)
                guard let text = key.scalar?.string else {
                    throw StageFaults(StageFault(keyPlace, "expected a key, which is a single word"))
                }
                let value = try converted(value, path: path, depth: depth + 1)
                entries.append(StageNode.Entry(key: text, place: keyPlace, value: value))
            }
            return StageNode(content: .map(entries), place: place)
        case .alias:
            throw StageFaults(StageFault(place, "aliases (*name) are not taken; write the value again"))
        }
    }

    /// Nothing, `~` and `null` without quotes are YAML's null.
    private static func isNothing(_ scalar: Node.Scalar) -> Bool {
        scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }

    private static func place(of node: Node, path: String) -> StagePlace {
        node.mark.map { .file(path, line: $0.line, column: $0.column) } ?? .wholeFile(path)
    }
}
