import TenfoldCore

/// An outbox that takes only the events its module announced: so the call graph tells the truth.
struct PublishedEvents: EventOutbox {
    let module: String
    let names: Set<String>
    let outbox: any EventOutbox

    func append(_ event: some Event, in transaction: Transaction) async throws {
        let type = type(of: event)
        guard names.contains(type.name) else {
            throw Fault(
                .undeclared,
                "module \(module) publishes \(type.name), which it does not announce; add `module.publishes(\(type).self)`"
            )
        }
        try await outbox.append(event, in: transaction)
    }
}
