/// What a module declared, with its types erased: for checks, the call graph and the API description.
package struct ModuleDescription: Sendable {
    package let name: String
    package let queries: [any Message.Type]
    package let commands: [any Message.Type]
    /// How each command is carried out, by its name.
    package let commandKinds: [String: CommandKind]
    package let uses: [any Message.Type]
    package let publishes: [any Event.Type]
    package let subscribes: [any Event.Type]
    package let routes: [any AnyMessageRoute]
    package let rawRoutes: [any AnyRawRoute]
    package let timers: [String]
    package let schema: [SchemaStep]

    package init<Owner: Module>(_ type: Owner.Type) {
        var declaration = Declaration<Owner>()
        Owner.declare(&declaration)
        self.init(declaration)
    }

    package init<Owner: Module>(_ declaration: Declaration<Owner>) {
        name = Owner.name
        queries = declaration.queries.map { $0.messageType }
        commands = declaration.commands.map { $0.messageType }
        commandKinds = Dictionary(declaration.commands.map { ($0.messageType.name, $0.kind) }) { first, _ in first }
        uses = declaration.used
        publishes = declaration.published
        subscribes = declaration.subscriptions.map(\.event)
        routes = declaration.routes
        rawRoutes = declaration.additions.compactMap { $0 as? any AnyRawRoute }
        timers = declaration.timers.map(\.name)
        schema = declaration.schema
    }

    package var answers: [any Message.Type] { queries + commands }
}
