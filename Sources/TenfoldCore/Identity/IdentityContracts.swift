public import FoundationEssentials

/// Makes and checks the tokens by which callers are known.
public protocol TokenIssuing: Sendable {
    /// A signed token that says "this is `principal`" for `lifetime`.
    func issue(for principal: Principal, lifetime: Duration) async throws -> IssuedToken
    /// Who a token speaks for. Throws `Refusal.unauthenticated` when it is forged, expired or broken.
    func verify(_ token: String) async throws -> Principal
}

/// A signed token and its end.
public struct IssuedToken: Sendable {
    /// Its text, for `Authorization: Bearer`.
    public let text: String
    /// From when on it is refused.
    public let expiresAt: Date

    /// A token that ends at `expiresAt`.
    public init(text: String, expiresAt: Date) {
        self.text = text
        self.expiresAt = expiresAt
    }
}

/// Hashes passwords slowly, off the event loops, at most one a core, with a short queue.
public protocol PasswordHashing: Sendable {
    /// A self-describing hash to store. Throws `Fault.unavailable` when too many wait.
    func hash(_ password: Secret<String>) async throws -> String
    /// Whether the password made this hash, compared in constant time. A nil hash costs the same time and is false.
    func verify(_ password: Secret<String>, against hash: String?) async throws -> Bool
}

/// Slows down guessing: by account and by address.
public protocol SignInThrottling: Sendable {
    /// Throws `Refusal` of kind `tooManyRequests` when this account or address has failed too often lately.
    func admit(account: String, address: String?) throws
    /// Notes a wrong password.
    func recordFailure(account: String, address: String?)
    /// Notes a right password: the account's count starts anew.
    func recordSuccess(account: String, address: String?)
}
