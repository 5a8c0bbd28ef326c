/// One page of a list: its items, and the id to pass as `after` for the next page, or null at the end.
public struct Page<Item: Codable & Sendable>: Codable, Sendable {
    /// The items, in the list's order.
    public var items: [Item]
    /// Where the next page starts; nil when there is none.
    public var next: String?

    /// A page of `items`, followed by the page after `next`.
    public init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }

    /// A page of at most `limit` items out of `rows`, which were read with a limit of one more to see whether there is
    /// a next page.
    public init<Entity>(_ rows: [Item], limit: Int, id: (Item) -> ID<Entity>) {
        let items = Array(rows.prefix(max(0, limit)))
        self.init(items: items, next: rows.count > limit ? items.last.map { id($0).description } : nil)
    }

    private enum CodingKeys: String, CodingKey { case items, next }

    /// Writes `next` even when there is none, as null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(next, forKey: .next)
    }
}
