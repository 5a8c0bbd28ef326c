import Yams

/// The file's text as a tree whose every value knows its line and column.
///
/// What could make it costly is refused before Yams sees it: size, and anchors, with which a short file can stand for a
/// huge one.
package enum YAMLDocument {
    /// A file of a hundred services has a tenth of this.
    package static let mostBytes = 1 << 20
    /// The deepest value of a valid file, an address in a list, is seven deep.
    package static let deepest = 16

    /// The file's tree, and keys that are given twice in one map. Throws `ConfigFaults` with what is broken otherwise.
    package static func parse(_ bytes: [UInt8], path: String) throws(ConfigFaults) -> (
        root: YAMLNode, faults: [ConfigFault]
    ) {
        guard bytes.count <= mostBytes else {
            throw ConfigFaults(ConfigFault(.wholeFile(path), "the file is larger than 1 MiB, which no such file needs"))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigFaults(ConfigFault(.wholeFile(path), "expected text in UTF-8"))
        }
        if let fault = firstAnchor(in: bytes, path: path) { throw ConfigFaults(fault) }
        var renaming = KeyRenaming()
        var faults: [ConfigFault] = []
        let root = try composed(text, path: path, &renaming, &faults)
        return (try YAMLTree(path: path, renaming: renaming).converted(root, depth: 0), faults)
    }

    private static func composed(
        _ text: String, path: String, _ renaming: inout KeyRenaming, _ faults: inout [ConfigFault]
    ) throws(ConfigFaults) -> Node {
        var text = text
        while true {
            do {
                guard let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else {
                    throw ConfigFaults(ConfigFault(.wholeFile(path), "the file is empty"))
                }
                return root
            } catch let empty as ConfigFaults {
                throw empty
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let (line, column) = (context.mark.line, context.mark.column)
                let place = ConfigPlace.file(path, line: line, column: renaming.column(line: line, column: column))
                let name = Quoted.text(names.min() ?? "")
                faults.append(ConfigFault(place, "key \(name) is given again in the same map; keep one"))
                guard let marked = renaming.renaming(line: line, column: column, of: text) else {
                    throw ConfigFaults(faults)
                }
                text = marked
            } catch {
                throw ConfigFaults(faults + [YAMLFault.fault(error, path: path)])
            }
        }
    }

    /// `&name` where a value may begin. An alias cannot be without one, and nothing else in YAML repeats content.
    /// It is looked for without telling text from structure, so that nothing in the file can hide it.
    private static func firstAnchor(in bytes: [UInt8], path: String) -> ConfigFault? {
        var line = 1
        var lineStart = 0
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") { (line, lineStart) = (line + 1, index + 1) }
            guard byte == UInt8(ascii: "&"), index + 1 < bytes.count, isAnchorCharacter(bytes[index + 1]),
                index == 0 || mayPrecedeAnchor(bytes[index - 1])
            else { continue }
            let column = String(decoding: bytes[lineStart..<index], as: UTF8.self).unicodeScalars.count + 1
            return ConfigFault(
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
}
