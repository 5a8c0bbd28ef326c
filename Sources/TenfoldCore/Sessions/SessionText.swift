/// A session's entries as text for a header or a cookie: `catalog:0:17:1732345678`, with `~` between them.
package enum SessionText {
    /// The longest that is read, in bytes.
    package static let longest = 2_048

    package static func write(_ entries: [Session.Entry]) -> String {
        entries.map { "\($0.database):\($0.shard):\($0.position):\($0.seconds)" }.joined(separator: "~")
    }

    /// Nil for what this did not write.
    package static func read(_ text: String) -> [Session.Entry]? {
        guard text.utf8.count <= longest else { return nil }
        var entries: [Session.Entry] = []
        for part in text.utf8.split(separator: UInt8(ascii: "~")) {
            let fields = part.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard fields.count == 4, entries.count < Session.maximumEntries, let database = String(fields[0]),
                let shard = number(fields[1]), let position = number(fields[2]), let seconds = number(fields[3])
            else { return nil }
            entries.append(
                Session.Entry(
                    database: database, shard: Int(clamping: shard), position: position, seconds: seconds))
        }
        return entries
    }

    private static func number(_ digits: Substring.UTF8View) -> Int64? {
        guard let number = String(digits).flatMap({ Int64($0) }), number >= 0 else { return nil }
        return number
    }
}
