/// A query's handler with its types, opened where it is bound.
package protocol AnyQueryHandler<Owner>: Sendable {
    associatedtype Owner: Module
    associatedtype Body: Query
    var run: @Sendable (Owner, Body) async throws -> Body.Reply { get }
}

/// A query's handler.
package struct QueryHandler<Owner: Module, Body: Query>: AnyQueryHandler {
    package let run: @Sendable (Owner, Body) async throws -> Body.Reply
}

/// A command's handler with its types, opened where it is bound.
package protocol AnyCommandHandler<Owner>: Sendable {
    associatedtype Owner: Module
    associatedtype Body: Command
    var work: CommandWork<Owner, Body> { get }
}

/// How a command is carried out.
package enum CommandWork<Owner: Module, Body: Command>: Sendable {
    case transaction(@Sendable (Owner, Body, Transaction) async throws -> Body.Reply)
    case prepared(@Sendable (Owner, Body) async throws -> @Sendable (Transaction) async throws -> Body.Reply)
    case steps(@Sendable (Owner, Body, Steps) async throws -> Body.Reply)
}

/// How a command is carried out, without its types: it decides what its handler may send.
package enum CommandKind: Sendable, Hashable {
    /// One transaction, which may send nothing.
    case transaction
    /// A part before the transaction, which may send what nothing records.
    case prepared
    /// Recorded steps, which may send.
    case steps
}

/// A command's handler.
package struct CommandHandler<Owner: Module, Body: Command>: AnyCommandHandler {
    package let work: CommandWork<Owner, Body>
}

extension AnyQueryHandler {
    package var messageType: any Message.Type { Body.self }
}

extension AnyCommandHandler {
    package var messageType: any Message.Type { Body.self }
    package var kind: CommandKind {
        switch work {
        case .transaction: .transaction
        case .prepared: .prepared
        case .steps: .steps
        }
    }
}

/// A module's wish to hear of an event.
package struct SubscriptionDeclaration<Owner: Module>: Sendable {
    package let event: any Event.Type
    package let bind: @Sendable (Owner) -> Subscription

    init<Fact: Event, Found: Sendable>(
        _ type: Fact.Type, prepare: @escaping @Sendable (Owner, Fact) async throws -> Found,
        apply: @escaping @Sendable (Owner, Fact, Found, Transaction) async throws -> Void
    ) {
        event = type
        bind = { owner in
            Subscription(
                subscriber: Owner.name, event: Fact.name,
                prepare: { stored in
                    let fact = try StoredJSON.decode(Fact.self, from: stored.body)
                    return Prepared(fact: fact, found: try await prepare(owner, fact))
                },
                apply: { stored, prepared, tx in
                    guard let prepared = prepared as? Prepared<Fact, Found> else {
                        throw Fault(.programming, "\(stored.name) was prepared as another type")
                    }
                    try await apply(owner, prepared.fact, prepared.found, tx)
                })
        }
    }
}

private struct Prepared<Fact: Sendable, Found: Sendable>: Sendable {
    let fact: Fact
    let found: Found
}

/// Work a module does again and again.
package struct TimerDeclaration<Owner: Module>: Sendable {
    package let name: String
    package let period: Duration
    package let work: @Sendable (Owner) async throws -> Void
}
