/// A map of the file whose keys are known: it refuses others, with the nearest one that there is, and reads the values of
/// those. What does not fit is added to a list of faults and read as nothing.
package struct ConfigMap {
    /// What it describes, for sentences: `route /api/*`.
    package let label: String
    package let place: ConfigPlace
    private let entries: [YAMLNode.Entry]
    private let faults: ConfigFaultList

    /// Nil, with a fault, where the value is no map.
    package init?(_ node: YAMLNode, _ rows: [ConfigKeyRow], in label: String, faults: ConfigFaultList) {
        let names = rows.map(\.name)
        guard case .map(let entries) = node.content else {
            faults.add(node.place, "expected a map with \(names.joined(separator: ", ")), came \(node.kind)")
            return nil
        }
        for entry in entries where !names.contains(entry.key) {
            faults.add(
                entry.place,
                "unknown key \(Quoted.text(entry.key)) in \(label)" + NearestName.hint(for: entry.key, among: names))
        }
        self.label = label
        self.place = node.place
        self.entries = entries
        self.faults = faults
    }

    package func has(_ row: ConfigKeyRow) -> Bool { entries.contains { $0.key == row.name } }

    /// Where the key's value stands, or the map itself.
    package func place(of row: ConfigKeyRow) -> ConfigPlace { node(row)?.place ?? place }

    package func node(_ row: ConfigKeyRow) -> YAMLNode? { entries.first { $0.key == row.name }?.value }

    /// Adds a fault where the key is missing.
    package func require(_ row: ConfigKeyRow) {
        if !has(row) { faults.add(place, "\(label) has no \"\(row.name)\"") }
    }

    // MARK: Values

    /// Nil where the key is not there, and, with a fault, where its value is wrong.
    package func value<Value>(_ key: ConfigKey<Value>) -> Value? {
        guard let node = node(key.row) else { return nil }
        guard case .text(let text?) = node.content else { return refuse(node, key.row) }
        return parsed(text, key, at: node.place)
    }

    /// Nil where the key is not there; items that are wrong are left out, with a fault each.
    package func values<Value>(_ key: ConfigKey<Value>) -> [Value]? {
        guard let node = node(key.row) else { return nil }
        guard case .list(let items) = node.content else { return refuse(node, key.row) }
        return items.compactMap { item in
            guard case .text(let text?) = item.content else { return refuse(item, key.row) }
            return parsed(text, key, at: item.place)
        }
    }

    /// As `values`, of a key that takes a single value as well as a list.
    package func oneOrMore<Value>(_ key: ConfigKey<Value>) -> [Value]? {
        if case .text(let text?)? = node(key.row)?.content {
            return parsed(text, key, at: place(of: key.row)).map { [$0] }
        }
        return values(key)
    }

    /// The values of a map whose keys are the user's own, each a single value.
    package func pairs<Value>(_ key: ConfigKey<Value>) -> [(name: String, value: Value, place: ConfigPlace)]? {
        guard let node = node(key.row) else { return nil }
        guard case .map(let entries) = node.content else { return refuse(node, key.row) }
        return entries.compactMap { entry in
            guard case .text(let text?) = entry.value.content else { return refuse(entry.value, key.row) }
            return parsed(text, key, at: entry.value.place).map { (entry.key, $0, entry.place) }
        }
    }

    // MARK: What is below

    /// The map that a key holds; nil where the key is not there, or holds none.
    package func map(_ row: ConfigKeyRow, _ rows: [ConfigKeyRow], in label: String) -> ConfigMap? {
        node(row).flatMap { ConfigMap($0, rows, in: label, faults: faults) }
    }

    /// The maps of a key that takes a single one as well as a list.
    package func maps(_ row: ConfigKeyRow, _ rows: [ConfigKeyRow], in label: String) -> [ConfigMap] {
        guard let node = node(row) else { return [] }
        guard case .list(let items) = node.content else { return map(row, rows, in: label).map { [$0] } ?? [] }
        return items.compactMap { ConfigMap($0, rows, in: label, faults: faults) }
    }

    /// The entries of a map whose keys are the user's own.
    package func entries(_ row: ConfigKeyRow) -> [YAMLNode.Entry]? {
        guard let node = node(row) else { return nil }
        guard case .map(let entries) = node.content else { return refuse(node, row) }
        return entries
    }

    /// The items of a list.
    package func items(_ row: ConfigKeyRow) -> [YAMLNode]? {
        guard let node = node(row) else { return nil }
        guard case .list(let items) = node.content else { return refuse(node, row) }
        return items
    }

    // MARK: Faults

    private func parsed<Value>(_ text: String, _ key: ConfigKey<Value>, at place: ConfigPlace) -> Value? {
        do throws(ValueFault) {
            return try key.parse(text)
        } catch {
            let came = error.showsValue ? ", came \(Quoted.text(text))" : ""
            faults.add(place, "\"\(key.name)\" of \(label): \(error.sentence)\(came)")
            return nil
        }
    }

    private func refuse<Value>(_ node: YAMLNode, _ row: ConfigKeyRow) -> Value? {
        faults.add(node.place, "\"\(row.name)\" of \(label): expected \(row.expected), came \(node.kind)")
        return nil
    }
}
