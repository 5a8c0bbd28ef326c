/// One `name=value` pair of a query.
public struct QueryItem: Sendable, Hashable {
    /// The decoded name.
    public let name: String
    /// The decoded value, empty where there was no `=`.
    public let value: String

    /// A pair of a name and a value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    static func parse(_ query: String?) -> [QueryItem] {
        guard let query, !query.isEmpty else { return [] }
        return query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts.first.map(decode) ?? ""
            return QueryItem(name: name, value: parts.count > 1 ? decode(parts[1]) : "")
        }
    }

    private static func decode(_ part: Substring.UTF8View) -> String {
        let spaced = part.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        return PercentEncoding.decodeToString(spaced.span) ?? String(decoding: part, as: UTF8.self)
    }
}
