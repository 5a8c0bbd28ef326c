/// A query, command or event, as other builds and other languages must know it.
struct ContractMessage: Hashable, Sendable {
    enum Kind: String, Sendable, CaseIterable, Codable {
        case query, command, event

        /// How it is sent; events are not.
        var methods: [String] {
            switch self {
            case .query: ["POST", "GET"]
            case .command: ["POST"]
            case .event: []
            }
        }
    }

    let name: String
    let kind: Kind
    /// Where it is sent to on the internal port, `/shop.accounts/Find`; nil for events.
    let path: String?
    let body: JSONSchema
    /// Nil for events.
    let reply: JSONSchema?
    /// The modules that send or hear it, in alphabetical order.
    let usedBy: [String]
    /// What of it the schemas do not say, so that a comparison does not see it.
    let notCompared: [String]

    init(
        name: String, kind: Kind, path: String?, body: JSONSchema, reply: JSONSchema?, usedBy: [String] = [],
        notCompared: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.path = path
        self.body = body.canonical
        self.reply = reply?.canonical
        self.usedBy = usedBy.sorted()
        self.notCompared = notCompared
    }

    /// The module that answers or publishes it.
    var module: String { String(name.prefix { $0 != "." }) }
}
