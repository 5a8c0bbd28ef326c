/// What a module answers, uses, publishes, listens to and keeps: filled in by `Module.declare`, checked at boot.
public struct Declaration<Owner: Module> {
    /// The module's tables, as steps that only go forward.
    public var schema: [SchemaStep] = []

    package private(set) var queries: [any AnyQueryHandler<Owner>] = []
    package private(set) var commands: [any AnyCommandHandler<Owner>] = []
    package private(set) var routes: [any AnyMessageRoute] = []
    package private(set) var subscriptions: [SubscriptionDeclaration<Owner>] = []
    package private(set) var timers: [TimerDeclaration<Owner>] = []
    package private(set) var used: [any Message.Type] = []
    package private(set) var published: [any Event.Type] = []
    /// What upper layers add, for instance raw HTTP routes.
    package var additions: [any Sendable] = []

    package init() {}

    /// Answers a query.
    public mutating func handle<Body: Query>(
        _ type: Body.Type, _ run: @escaping @Sendable (Owner, Body) async throws -> Body.Reply
    ) {
        queries.append(QueryHandler<Owner, Body>(run: run))
    }

    /// Answers a command in one transaction: key, rows, events and reply are one commit. The body may await only the
    /// transaction.
    public mutating func handle<Body: Command>(
        _ type: Body.Type, _ run: @escaping @Sendable (Owner, Body, Transaction) async throws -> Body.Reply
    ) {
        commands.append(CommandHandler<Owner, Body>(work: .transaction(run)))
    }

    /// Answers a command in two parts: `prepare` does what a transaction body may not (hash a password, ask another
    /// module) and may run again; `apply` gets what it made, and the transaction.
    public mutating func handle<Body: Command, Prepared: Sendable>(
        _ type: Body.Type, prepare: @escaping @Sendable (Owner, Body) async throws -> Prepared,
        apply: @escaping @Sendable (Owner, Body, Prepared, Transaction) async throws -> Body.Reply
    ) {
        commands.append(
            CommandHandler<Owner, Body>(
                work: .prepared { owner, command in
                    let prepared = try await prepare(owner, command)
                    return { tx in try await apply(owner, command, prepared, tx) }
                }))
    }

    /// Answers a command in several durable steps: for what needs more than one transaction, or other modules.
    public mutating func handleInSteps<Body: Command>(
        _ type: Body.Type, _ run: @escaping @Sendable (Owner, Body, Steps) async throws -> Body.Reply
    ) {
        commands.append(CommandHandler<Owner, Body>(work: .steps(run)))
    }

    /// Makes a message reachable over public HTTP.
    ///
    /// Path parameters (`:id`), then query items, then a JSON body fill the message's fields; a body that repeats a
    /// path parameter is refused. Without `access` the app does not start.
    public mutating func route<Body: Message>(
        _ method: HTTPMethod, _ path: String, _ type: Body.Type, access: Access<Body>? = nil,
        answer: Answer<Body.Reply> = .ok
    ) {
        routes.append(MessageRoute(method: method, path: path, access: access, answer: answer))
    }

    /// Announces that the module sends this message: its `ModuleEnvironment` gives a sender for no other.
    public mutating func uses<Body: Message>(_ type: Body.Type) { used.append(type) }

    /// Announces that the module publishes this event.
    public mutating func publishes<Fact: Event>(_ type: Fact.Type) { published.append(type) }

    /// Listens to an event: the effect happens exactly once, in a transaction of this module's database.
    public mutating func subscribe<Fact: Event>(
        _ type: Fact.Type, apply: @escaping @Sendable (Owner, Fact, Transaction) async throws -> Void
    ) {
        subscribe(
            type, prepare: { _, _ in Nothing() }, apply: { owner, event, _, tx in try await apply(owner, event, tx) })
    }

    /// Listens to an event in two parts: `prepare` may call others and has no transaction (it may run again);
    /// `apply` gets what it found, and a transaction.
    public mutating func subscribe<Fact: Event, Found: Sendable>(
        _ type: Fact.Type, prepare: @escaping @Sendable (Owner, Fact) async throws -> Found,
        apply: @escaping @Sendable (Owner, Fact, Found, Transaction) async throws -> Void
    ) {
        subscriptions.append(SubscriptionDeclaration(type, prepare: prepare, apply: apply))
    }

    /// Does `work` again and again, once per fleet, however many processes run.
    public mutating func every(
        _ period: Duration, _ name: String, _ work: @escaping @Sendable (Owner) async throws -> Void
    ) {
        timers.append(TimerDeclaration(name: name, period: period, work: work))
    }
}
