import Tenfold

/// Reads how many signed up on each day of a span of at most 366.
struct ReadSignups: Query, Validated {
    typealias Reply = Signups
    static let name = "analytics.ReadSignups"

    /// Days in UTC, both included, such as `2026-01-31`.
    var from: String
    var to: String

    func validate(_ check: inout Checks<ReadSignups>) {
        check(\.from, .isDay)
        check(\.to, .isDay)
        guard let first = Day(from), let last = Day(to) else { return }
        if last.number < first.number { check.fail("to", "must not be before from") }
        if last.number - first.number >= 366 { check.fail("to", "must be less than 366 days after from") }
    }
}

/// The signups of each day, days without any included.
struct Signups: Codable, Sendable {
    struct OfDay: Codable, Sendable {
        var day: String
        var signups: Int
    }

    var days: [OfDay]
}

extension Signups.OfDay: RowDecodable {
    init(row: inout Row) throws {
        day = try row.next()
        signups = try row.next()
    }
}

extension Analytics {
    func signups(_ query: ReadSignups) async throws -> Signups {
        guard let first = Day(query.from), let last = Day(query.to) else { return Signups(days: []) }
        let parts: [[Signups.OfDay]] = try await database.readEverywhere { snapshot in
            try await snapshot.all(
                """
                SELECT day, SUM(signups) FROM signup_day WHERE day >= \(query.from) AND day <= \(query.to) GROUP BY day
                """)
        }
        let counts = Dictionary(parts.joined().map { ($0.day, $0.signups) }, uniquingKeysWith: +)
        let days = (first.number...last.number).map { Day(number: $0).text }
        return Signups(days: days.map { Signups.OfDay(day: $0, signups: counts[$0] ?? 0) })
    }
}
