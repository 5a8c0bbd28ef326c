import Foundation

/// Hit ratios of the cache's policy against LRU and the optimum.
struct CacheHits: Row {
    static let id = "cache"
    static let title = "Cache hit ratios"

    func measure(_ bench: Bench) throws -> Section {
        let text = try Tool.run([try bench.builder.probe("cache-hit-ratios"), "--json"])
        return Section(
            title: Self.title,
            text: "Traces replayed through the cache's policy, LRU and the optimum, which knows the future (Belady).",
            findings: [
                Finding(
                    workload: "cache hit ratios", against: "LRU and the optimum", asked: "", measured: "see its table",
                    verdict: .told)
            ],
            tables: try JSONTables.tables(in: Data(text.utf8)), commands: ["cache-hit-ratios --json"])
    }
}

/// Tables from JSON: each array of objects, wherever it stands, is one.
enum JSONTables {
    static func tables(in data: Data) throws -> [Table] {
        let tables = found(in: try JSONDecoder().decode(Value.self, from: data))
        guard !tables.isEmpty else { throw Failure("there is no table in its JSON") }
        return tables
    }

    private indirect enum Value: Decodable {
        case object([String: Value]), array([Value]), number(Double), text(String), nothing

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let object = try? container.decode([String: Value].self) {
                self = .object(object)
            } else if let array = try? container.decode([Value].self) {
                self = .array(array)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = (try? container.decode(String.self)).map { .text($0) } ?? .nothing
            }
        }

        var cell: String {
            switch self {
            case .number(let number): number == number.rounded() ? Figure.whole(number) : String(format: "%.3f", number)
            case .text(let text): text
            case .object, .array, .nothing: ""
            }
        }
    }

    private static func found(in value: Value) -> [Table] {
        switch value {
        case .array(let items):
            let objects = items.compactMap { item -> [String: Value]? in
                if case .object(let object) = item { object } else { nil }
            }
            guard !objects.isEmpty else { return items.flatMap(found) }
            return [table(objects)] + objects.flatMap { $0.values.flatMap(found) }
        case .object(let object): return object.sorted { $0.key < $1.key }.flatMap { found(in: $0.value) }
        case .number, .text, .nothing: return []
        }
    }

    /// Texts first, then numbers, each by name: JSON keeps no order.
    private static func table(_ objects: [[String: Value]]) -> Table {
        let names = Set(objects.flatMap(\.keys))
        let texts = names.filter { name in
            objects.contains { if case .text = $0[name] { true } else { false } }
        }
        let columns = texts.sorted() + names.subtracting(texts).sorted()
        return Table(header: columns, rows: objects.map { object in columns.map { object[$0]?.cell ?? "" } })
    }
}
