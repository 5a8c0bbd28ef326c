package import TenfoldCore
import TenfoldData
package import TenfoldEvents

/// The events of an app as an operator sees them: through the databases, beside whatever serves.
package struct EventsDesk: Sendable {
    /// One publisher's events on their way to one subscriber.
    package struct Stream: Sendable {
        package let publisher: String
        package let subscriber: String
        package let behind: Int64
        package let parked: Int
    }

    private let modules: [HostedModule]

    package init(_ application: Application) { modules = application.assembly.modules }

    static func opened(
        _ app: any App.Type, _ options: DataOptions, _ work: (EventsDesk) async throws -> Void
    ) async throws {
        try await CommandErrors.withData(of: app, options) { try await work(EventsDesk($0)) }
    }

    static func id(_ text: String) throws -> ID<EventMetadata> {
        guard let id = ID<EventMetadata>(text) else {
            throw Refusal(
                .malformed, code: "tenfold.bad-event-id", "\(text) is not an event's id: a UUID of 36 characters.")
        }
        return id
    }

    package func streams() async throws -> [Stream] {
        var streams: [Stream] = []
        for subscriber in modules {
            let parked = try await subscriber.storage.parked.list()
            for source in Set(subscriber.subscriptions.map(\.source)).sorted() {
                guard let publisher = modules.first(where: { $0.description.name == source }) else { continue }
                var behind: Int64 = 0
                for shard in 0..<publisher.storage.engine.shardCount {
                    behind += try await publisher.storage.outbox.lag(of: subscriber.description.name, shard: shard)
                }
                streams.append(
                    Stream(
                        publisher: source, subscriber: subscriber.description.name, behind: behind,
                        parked: parked.filter { $0.publisher == source }.count))
            }
        }
        return streams
    }

    package func parked(includingFollowers: Bool = false) async throws -> [(subscriber: String, event: ParkedEvent)] {
        var all: [(String, ParkedEvent)] = []
        for module in modules {
            all += try await module.storage.parked.list(includingFollowers: includingFollowers).map {
                (module.description.name, $0)
            }
        }
        return all
    }

    package func replay(_ id: ID<EventMetadata>, for subscriber: String?) async throws -> Int {
        try await place(of: id, subscriber).replay(id)
    }

    package func drop(_ id: ID<EventMetadata>, for subscriber: String?) async throws {
        try await place(of: id, subscriber).drop(id)
    }

    /// Where an event is parked. It may be so for several subscribers, each on its own.
    private func place(of id: ID<EventMetadata>, _ subscriber: String?) async throws -> ParkedEvents {
        let holders = try await parked(includingFollowers: true).filter { $0.event.id == id }.map(\.subscriber)
        let wanted = subscriber.map { name in holders.filter { $0 == name } } ?? holders
        guard let name = wanted.first, let module = modules.first(where: { $0.description.name == name }) else {
            throw Refusal.notFound(
                "tenfold.event-not-parked",
                "No event with the id \(id) is parked\(subscriber.map { " for \($0)" } ?? "").")
        }
        guard wanted.count == 1 else {
            throw Refusal.conflict(
                "tenfold.event-parked-twice",
                "The event is parked for \(wanted.joined(separator: " and ")): say which with --subscriber.")
        }
        return module.storage.parked
    }
}

extension Subscription {
    /// The module whose event it is: the part of the name before the dot.
    var source: String { String(event.prefix { $0 != "." }) }
}
