import FoundationEssentials
import Tenfold

/// An account as others may see it.
struct Account: Codable, Sendable {
    var id: ID<Account>
    var email: String
    var name: String
    var createdAt: Date
}

extension Account: RowDecodable {
    init(row: inout Row) throws {
        id = try row.next()
        email = try row.next()
        name = try row.next()
        createdAt = try row.next()
    }
}
