import TenfoldConfiguration

/// Holds the file's tree against the keys there are, and finds everything that does not fit.
struct StageShape {
    private(set) var faults: [ConfigFault] = []
    private(set) var stages: [StageOutline] = []
    private var current = StageOutline(name: "", place: .wholeFile(""))

    init(_ root: YAMLNode, app: String) {
        let entries = map(root, StageKeys.ofFile, in: "the file")
        for entry in entries ?? [] {
            switch entry.key {
            case "app": checkApp(entry.value, app: app)
            case "stages": readStages(entry.value)
            default: break
            }
        }
        require("app", in: entries, of: root)
        require("stages", in: entries, of: root)
    }

    private mutating func require(_ key: String, in entries: [YAMLNode.Entry]?, of node: YAMLNode) {
        guard let entries, !entries.contains(where: { $0.key == key }), !current.refused.contains([key]) else { return }
        refuse(node.place, "the file has no \"\(key)\"")
    }

    private mutating func checkApp(_ node: YAMLNode, app: String) {
        guard case .text(let text?) = node.content else { return refuse(node, expected: "the app's name, \"\(app)\"") }
        if text != app { refuse(node.place, "expected the app's name, \"\(app)\", came \(Quoted.text(text))") }
    }

    private mutating func readStages(_ node: YAMLNode) {
        guard let entries = nonEmptyMap(node, expected: "a map of stages by name") else { return }
        for entry in entries {
            checkName(entry, of: "a stage")
            current = StageOutline(name: entry.key, place: entry.place)
            readStage(entry)
            stages.append(current)
        }
    }

    private mutating func readStage(_ stage: YAMLNode.Entry) {
        guard let entries = map(stage.value, StageKeys.ofStage, in: "stage \(Quoted.text(stage.key))") else { return }
        for entry in entries {
            switch entry.key {
            case StageKeys.services.name: readServices(entry.value)
            case StageKeys.limits.name:
                readLimits(entry.value, path: [entry.key], in: "the limits of stage \(Quoted.text(stage.key))")
            default: note(entry, StageKeys.ofStage, path: [entry.key])
            }
        }
        if !entries.contains(where: { $0.key == StageKeys.services.name }), !current.refused.contains(["services"]) {
            refuse(stage.place, "stage \(Quoted.text(stage.key)) has no \"services\"")
        }
    }

    private mutating func readServices(_ node: YAMLNode) {
        for entry in nonEmptyMap(node, expected: StageKeys.services.expected) ?? [] {
            checkName(entry, of: "a service")
            current.services.append(ServiceOutline(name: entry.key, place: entry.place))
            readService(entry)
        }
    }

    private mutating func readService(_ service: YAMLNode.Entry) {
        let label = "service \(Quoted.text(service.key))"
        for entry in map(service.value, StageKeys.ofService, path: ["services", service.key], in: label) ?? [] {
            let path = ["services", service.key, entry.key]
            switch entry.key {
            case StageKeys.limits.name: readLimits(entry.value, path: path, in: "the limits of \(label)")
            case StageKeys.settings.name: readSettings(entry.value, path: path)
            case StageKeys.gateway.name: current.services[current.services.count - 1].gateway = entry.value
            default: note(entry, StageKeys.ofService, path: path)
            }
        }
    }

    private mutating func readLimits(_ node: YAMLNode, path: [String], in label: String) {
        for entry in map(node, StageKeys.ofLimits, path: path, in: label) ?? [] {
            note(entry, StageKeys.ofLimits, path: path + [entry.key])
        }
    }

    private mutating func readSettings(_ node: YAMLNode, path: [String]) {
        guard case .map(let entries) = node.content else { return refuse(node, expected: StageKeys.settings.expected) }
        for entry in entries {
            guard case .text(let text?) = entry.value.content else {
                refuse(entry.value, expected: "a single value; where it is empty, write \"\"")
                continue
            }
            current.set(path + [entry.key], to: .text(text), at: entry.place)
            current.services[current.services.count - 1].settings.append(entry.key)
        }
    }

    /// Remembers where a value stands, if it has its key's shape.
    private mutating func note(_ entry: YAMLNode.Entry, _ rows: [ConfigKeyRow], path: [String]) {
        guard let row = rows.first(where: { $0.name == entry.key }) else { return }
        switch (row.shape, entry.value.content) {
        case (.value, .text(let text?)): current.set(path, to: .text(text), at: entry.value.place)
        case (.list, .list(let items)): noteList(items, at: entry.value.place, row, path: path)
        default:
            refuse(entry.value, expected: row.expected)
            current.refused.insert(path)
        }
    }

    private mutating func noteList(_ items: [YAMLNode], at place: ConfigPlace, _ row: ConfigKeyRow, path: [String]) {
        var texts: [String] = []
        for item in items {
            guard case .text(let text?) = item.content else {
                refuse(item, expected: row.expected)
                current.refused.insert(path)
                continue
            }
            current.setPlace(ofItem: texts.count, in: path, to: item.place)
            texts.append(text)
        }
        current.set(path, to: .list(texts), at: place)
    }

    /// The entries of a map whose keys are known, with unknown ones refused.
    private mutating func map(
        _ node: YAMLNode, _ rows: [ConfigKeyRow], path: [String] = [], in label: String
    ) -> [YAMLNode.Entry]? {
        guard case .map(let entries) = node.content else {
            refuse(node, expected: "a map with \(rows.map(\.name).joined(separator: ", "))")
            return nil
        }
        let names = rows.map(\.name)
        for entry in entries where !names.contains(entry.key) {
            refuse(
                entry.place,
                "unknown key \(Quoted.text(entry.key)) in \(label)" + NearestName.hint(for: entry.key, among: names))
            if let meant = NearestName.nearest(to: entry.key, among: names) { current.refused.insert(path + [meant]) }
        }
        return entries
    }

    private mutating func nonEmptyMap(_ node: YAMLNode, expected: String) -> [YAMLNode.Entry]? {
        guard case .map(let entries) = node.content, !entries.isEmpty else {
            refuse(node, expected: expected)
            return nil
        }
        return entries
    }

    private mutating func checkName(_ entry: YAMLNode.Entry, of thing: String) {
        guard !ValueText.isName(entry.key) else { return }
        refuse(
            entry.place,
            "\(Quoted.text(entry.key)) cannot name \(thing): expected at most 40 lower-case letters, digits and "
                + "dashes, beginning with a letter")
    }

    private mutating func refuse(_ node: YAMLNode, expected: String) {
        refuse(node.place, "expected \(expected), came \(node.kind)")
    }

    private mutating func refuse(_ place: ConfigPlace, _ sentence: String) {
        faults.append(ConfigFault(place, sentence))
    }
}
