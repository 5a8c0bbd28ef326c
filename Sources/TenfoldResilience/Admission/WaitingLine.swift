/// Requests in the order they came, taken from either end.
struct WaitingLine: Sendable {
    struct Entry: Sendable {
        let id: Int
        let arrivedAt: Duration
        let deadline: Duration?
    }

    private var entries: [Entry] = []
    /// Those before it have left; they are thrown away once they are the most.
    private var head = 0

    var count: Int { entries.count - head }
    var isEmpty: Bool { count == 0 }
    var oldest: Entry? { head < entries.count ? entries[head] : nil }

    mutating func append(_ entry: Entry) { entries.append(entry) }

    mutating func removeOldest() -> Entry? {
        guard let entry = oldest else { return nil }
        head += 1
        if head * 2 >= entries.count {
            entries.removeFirst(head)
            head = 0
        }
        return entry
    }

    mutating func removeNewest() -> Entry? { isEmpty ? nil : entries.removeLast() }

    /// Takes out what the closure holds true, and answers it in order.
    mutating func remove(where leaves: (Entry) -> Bool) -> [Entry] {
        let leaving = entries[head...].filter(leaves)
        guard !leaving.isEmpty else { return [] }
        entries = entries[head...].filter { !leaves($0) }
        head = 0
        return leaving
    }
}
