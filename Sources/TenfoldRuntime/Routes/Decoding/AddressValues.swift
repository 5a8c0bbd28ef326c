import TenfoldHTTP

/// What the address of a request says: its path's parameters, which come first, and its query.
struct AddressValues: Sendable {
    static let none = AddressValues(path: .none, query: [:])

    private let path: PathParameters
    private let query: [String: [String]]

    private init(path: PathParameters, query: [String: [String]]) {
        self.path = path
        self.query = query
    }

    init(of request: Request) {
        path = request.parameters
        guard request.query != nil else {
            query = [:]
            return
        }
        var query: [String: [String]] = [:]
        for item in request.queryItems { query[item.name, default: []].append(item.value) }
        self.query = query
    }

    var isEmpty: Bool { path.isEmpty && query.isEmpty }

    var namesOfPath: [String] { path.names }

    /// Every name, once.
    var names: [String] { path.names + query.keys.filter { path[$0] == nil } }

    /// The texts that a name was given; nil for none. A path has few parameters: walking them is faster than hashing.
    func texts(of name: String) -> [String]? {
        if !path.isEmpty, let text = path[name] { return [text] }
        return query.isEmpty ? nil : query[name]
    }

    func contains(_ name: String) -> Bool { path[name] != nil || query[name] != nil }
}
