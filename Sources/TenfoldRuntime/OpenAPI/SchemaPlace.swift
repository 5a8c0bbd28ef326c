/// Where in a message a type stands while its schema is found.
struct SchemaPlace {
    /// As people write it: `reply.lines[].product`.
    let path: String
    /// The types around it, the outermost first.
    let enclosing: [ObjectIdentifier]
    let report: SchemaReport

    init(_ root: String, report: SchemaReport = SchemaReport()) {
        self.init(path: root, enclosing: [], report: report)
    }

    private init(path: String, enclosing: [ObjectIdentifier], report: SchemaReport) {
        self.path = path
        self.enclosing = enclosing
        self.report = report
    }

    func member(_ name: String) -> SchemaPlace { with(path: path.isEmpty ? name : "\(path).\(name)") }

    var element: SchemaPlace { with(path: path + "[]") }

    func inside(_ type: any Any.Type) -> SchemaPlace {
        SchemaPlace(path: path, enclosing: enclosing + [ObjectIdentifier(type)], report: report)
    }

    private func with(path: String) -> SchemaPlace {
        SchemaPlace(path: path, enclosing: enclosing, report: report)
    }
}

/// What is noted beside a schema while it is found.
final class SchemaReport {
    /// What of a type could not be seen, in the order of decoding.
    private(set) var blindSpots: [BlindSpot] = []
    private var recursions: Set<Int> = []

    /// Something of a type that a schema does not say.
    struct BlindSpot: Hashable, Sendable, CustomStringConvertible {
        let path: String
        let sentence: String
        var description: String { "\(path): \(sentence)" }
    }

    func note(_ sentence: String, at place: SchemaPlace) {
        let spot = BlindSpot(path: place.path, sentence: sentence)
        if !blindSpots.contains(spot) { blindSpots.append(spot) }
    }

    /// The type of this level was met inside of itself.
    func noteRecursion(to level: Int) { recursions.insert(level) }

    /// Whether the type of this level, which is done now, was met inside of itself.
    func takeRecursion(to level: Int) -> Bool { recursions.remove(level) != nil }
}
