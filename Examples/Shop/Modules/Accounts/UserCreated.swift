import FoundationEssentials
import Tenfold

/// Somebody has signed up.
struct UserCreated: Event {
    static let name = "accounts.UserCreated"

    var id: ID<Account>
    var email: String
    var name: String
    var createdAt: Date

    var key: RoutingKey { RoutingKey(id) }
}
