import TenfoldCore

/// Binds a module's queries to their slots.
enum QueryBinding {
    static func bind<Handling: AnyQueryHandler>(
        _ handler: Handling, of module: Handling.Owner, in registry: MessageRegistry
    ) throws {
        let slot = try registry.slot(for: Handling.Body.self)
        let run = handler.run
        guard Handling.Body.self is any Validated.Type else {
            slot.fill { query, _ in try await run(module, query) }
            return
        }
        slot.fill { query, _ in
            try MessageValidation.check(query)
            return try await run(module, query)
        }
    }
}

/// The checks a message brings along.
enum MessageValidation {
    /// Throws `Refusal.invalid` with every field that is wrong.
    static func check(_ message: some Message) throws {
        guard let validated = message as? any Validated else { return }
        let errors = validated.fieldErrors
        guard errors.isEmpty else { throw Refusal.invalid(errors) }
    }
}
