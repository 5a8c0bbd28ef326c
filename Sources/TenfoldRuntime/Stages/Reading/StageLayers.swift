import Configuration
import TenfoldConfiguration

/// Where the values of one stage come from, the first that has one winning: command line, environment, file.
///
/// The layers are swift-configuration's providers. Its reader would answer with a value alone; here each is asked in
/// turn, so that a fault can say where the value was given. The file's layer holds the tree that was checked, since its
/// own YAML provider knows no lines and would read the file by other rules a second time.
struct StageLayers {
    private let layers: [Layer]

    private struct Layer {
        let snapshot: any ConfigSnapshot
        let origin: Origin
        /// What stands before a stage's own keys in this layer.
        let prefix: [String]
    }

    private enum Origin { case commandLine, environment, file }

    struct Found<Value> {
        let value: Value
        let place: ConfigPlace
        /// Whether it is as the file has it, and not set from outside.
        let rank: Int
    }

    private let places: [[String]: ConfigPlace]
    /// The paths of the values that the command line sets.
    private let overridden: [[String]]

    /// Settings of a service that the command line brings and the file does not have.
    func settingsFromOutside(of service: [String]) -> [String] {
        overridden.filter { $0.count == 4 && $0.starts(with: service + ["settings"]) && places[$0] == nil }
            .map { $0[3] }.sorted()
    }

    /// The layers of the stage that is asked for.
    init(_ outline: StageOutline, overrides: [String: String], environment: [String: String]) {
        let values = Self.values(overrides)
        let arguments = InMemoryProvider(name: "arguments", values: values)
        let variables = EnvironmentVariablesProvider(environmentVariables: environment, secretsSpecifier: .all)
        layers = [
            Layer(snapshot: arguments.snapshot(), origin: .commandLine, prefix: []),
            Layer(snapshot: variables.snapshot(), origin: .environment, prefix: ["tenfold"]),
            Layer(snapshot: Self.file(outline), origin: .file, prefix: []),
        ]
        places = outline.places
        overridden = values.keys.map(\.components)
    }

    /// The layers of a stage that is only looked at because it stands in the same file.
    init(_ outline: StageOutline) {
        layers = [Layer(snapshot: Self.file(outline), origin: .file, prefix: [])]
        places = outline.places
        overridden = []
    }

    func text(_ path: [String]) -> Found<String>? {
        find(path, .string) { if case .string(let text) = $0 { text } else { nil } }
    }

    /// In the environment and on the command line the items stand between commas.
    func list(_ path: [String]) -> Found<[String]>? {
        find(path, .stringArray) { if case .stringArray(let items) = $0 { items } else { nil } }
    }

    /// Where an item of a list stands.
    func place(ofItem index: Int, in list: Found<[String]>, at path: [String]) -> ConfigPlace {
        guard case .file = list.place else { return list.place }
        return places[path + ["\(index)"]] ?? list.place
    }

    private func find<Value>(
        _ path: [String], _ type: ConfigType, _ unwrap: (ConfigContent) -> Value?
    ) -> Found<Value>? {
        for (rank, layer) in layers.enumerated() {
            guard let result = try? layer.snapshot.value(forKey: AbsoluteConfigKey(layer.prefix + path), type: type),
                let content = result.value?.content, let value = unwrap(content)
            else { continue }
            return Found(value: value, place: place(path, layer.origin, encodedKey: result.encodedKey), rank: rank)
        }
        return nil
    }

    private func place(_ path: [String], _ origin: Origin, encodedKey: String) -> ConfigPlace {
        switch origin {
        case .commandLine: .commandLine(path.joined(separator: "."))
        case .environment: .environment(encodedKey)
        case .file: places[path] ?? .wholeFile("")
        }
    }

    private static func file(_ outline: StageOutline) -> any ConfigSnapshot {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (path, value) in outline.values {
            let content: ConfigContent =
                switch value {
                case .text(let text): .string(text)
                case .list(let items): .stringArray(items)
                }
            values[AbsoluteConfigKey(path)] = ConfigValue(content, isSecret: true)
        }
        return InMemoryProvider(name: "file", values: values).snapshot()
    }

    private static func values(_ overrides: [String: String]) -> [AbsoluteConfigKey: ConfigValue] {
        let lists = Set(StageKeys.ofService.filter { $0.shape == .list }.map(\.name))
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (key, text) in overrides {
            let path = key.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            let isList = path.count == 3 && lists.contains(path[2])
            let content: ConfigContent =
                isList
                ? .stringArray(text.split(separator: ",").map { String($0.filter { $0 != " " }) }) : .string(text)
            values[AbsoluteConfigKey(path)] = ConfigValue(content, isSecret: true)
        }
        return values
    }
}
