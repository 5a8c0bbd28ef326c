/// Who may use a route. Every route says it; boot refuses a route that does not.
public struct Access<Body: Sendable>: Sendable {
    package enum Requirement: Sendable {
        case anyone
        case signedIn
        case role(String)
        case when(@Sendable (Principal, Body) -> Bool)
    }

    package let requirement: Requirement

    /// Everybody, signed in or not.
    public static var anyone: Access { Access(requirement: .anyone) }

    /// Whoever is signed in; others get 401.
    public static var signedIn: Access { Access(requirement: .signedIn) }

    /// Whoever has the role `admin`; others signed in get 403.
    public static var admin: Access { .role("admin") }

    /// Whoever has this role; others signed in get 403.
    public static func role(_ role: String) -> Access { Access(requirement: .role(role)) }

    /// Whoever is signed in and for whom this holds; others signed in get 404, as if it were not there.
    public static func when(_ holds: @escaping @Sendable (Principal, Body) -> Bool) -> Access {
        Access(requirement: .when(holds))
    }

    /// Throws the refusal that fits when `principal` may not.
    package func check(_ principal: Principal?, _ body: Body) throws {
        if case .anyone = requirement { return }
        guard let principal else {
            throw Refusal.unauthenticated("tenfold.unauthenticated", "Sign in first: this needs a valid bearer token.")
        }
        switch requirement {
        case .anyone, .signedIn: return
        case .role(let role):
            guard principal.roles.contains(role) else {
                throw Refusal.forbidden("tenfold.forbidden", "This needs the role \(role).")
            }
        case .when(let holds):
            guard holds(principal, body) else {
                throw Refusal.notFound("tenfold.not-found", "There is no such thing here.")
            }
        }
    }

    /// How the call graph and the API description name it.
    package var summary: String {
        switch requirement {
        case .anyone: "anyone"
        case .signedIn: "signed in"
        case .role(let role): "role \(role)"
        case .when: "by rule"
        }
    }
}
