/// A value that a module answers: a `Query` or a `Command`.
///
/// Messages are a module's whole public face. `name` is stable on the wire, whatever the type is called later.
public protocol Message: Codable, Sendable {
    /// What the answer is. `Nothing` where there is none.
    associatedtype Reply: Codable & Sendable = Nothing
    /// `module.Name`, for instance `accounts.SignUp`: never change it once deployed.
    static var name: String { get }
}

/// The reply of a message that has nothing to say.
public struct Nothing: Codable, Hashable, Sendable {
    /// The one value.
    public init() {}
}

/// Reads: may be retried, hedged, coalesced, cached and answered by a replica.
public protocol Query: Message {}

/// Writes: always under an idempotency key, so it may be retried; a retry gets the first reply.
public protocol Command: Message {
    /// Decides the bucket whose transaction the handler gets. `nil` takes the bucket from the idempotency key.
    var key: RoutingKey? { get }
    /// Values this command makes unique, over all shards, as part of its transaction.
    var claims: [Claim] { get }
}

extension Command {
    /// No key: the bucket comes from the idempotency key, so that a retry finds the same place.
    public var key: RoutingKey? { nil }
    /// No claims.
    public var claims: [Claim] { [] }
}

/// A fact, published in the transaction that made it true.
public protocol Event: Codable, Sendable {
    /// `module.Name`, for instance `accounts.UserCreated`: never change it once deployed.
    static var name: String { get }
    /// Events of one key are delivered in the order they were committed.
    var key: RoutingKey { get }
}
