import Tenfold

/// An email address in the one form in which accounts compare and keep it.
///
/// It also decides where the account lives: signing up and signing in know the email and not yet the id, so an
/// account is made in its email's bucket, and its id carries that bucket from then on.
struct AccountEmail {
    let text: String
    var key: RoutingKey { RoutingKey(text) }
    var claim: Claim { .unique("accounts.email", text) }

    init(_ typed: String) { text = typed.lowercased() }
}
