import ArgumentParser
import TenfoldCore
import TenfoldEvents

/// `events`: what is on its way, what is parked, and what to do about it. Works beside a process that serves.
struct EventsCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "events", abstract: "Look after events: list, parked, replay, drop.",
            discussion: """
                An event that fails too often is parked, and only its key waits behind it; all others flow on.
                `replay` handles it again, with its followers; `drop` gives it up for good.
                """,
            subcommands: [
                EventsListCommand<Subject>.self, EventsParkedCommand<Subject>.self, EventsReplayCommand<Subject>.self,
                EventsDropCommand<Subject>.self,
            ], defaultSubcommand: EventsListCommand<Subject>.self)
    }
}

/// `events list`: every stream and how far behind its subscriber is.
struct EventsListCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: "Every publisher and subscriber, how far behind it is, what is parked.")
    }

    @OptionGroup var dataOptions: DataOptions

    func run() async throws {
        try await EventsDesk.opened(Subject.self, dataOptions) { desk in
            for stream in try await desk.streams() {
                print("\(stream.publisher) → \(stream.subscriber): \(stream.behind) behind, \(stream.parked) parked")
            }
        }
    }
}

/// `events parked`: the events that were given up, with their errors.
struct EventsParkedCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "parked", abstract: "The parked events, oldest first, with their errors.")
    }

    @OptionGroup var dataOptions: DataOptions

    @Flag(help: "Also those that wait behind a parked one.")
    var followers = false

    @Flag(help: "With the events' content.")
    var bodies = false

    func run() async throws {
        try await EventsDesk.opened(Subject.self, dataOptions) { desk in
            let parked = try await desk.parked(includingFollowers: followers)
            if parked.isEmpty { print("nothing is parked") }
            for (subscriber, event) in parked {
                print(
                    "\(event.id)  \(event.name) → \(subscriber)  key \(event.key)  \(event.state)  \(event.attempts) attempts  \(event.error ?? "")"
                )
                if bodies { print("  " + String(decoding: event.body, as: UTF8.self)) }
            }
        }
    }
}

/// Which parked event is meant.
struct ParkedEventChoice: ParsableArguments {
    @Argument(help: "The event's id, as `events parked` shows it.")
    var id: String

    @Option(help: "The subscriber, where the event is parked for more than one.")
    var subscriber: String?
}

/// `events replay`: a parked event and its followers are handled again.
struct EventsReplayCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "replay", abstract: "Handle a parked event again, and then what waits behind it.",
            discussion: "A running `serve` takes it up within a second; else the next one does.")
    }

    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var choice: ParkedEventChoice

    func run() async throws {
        try await EventsDesk.opened(Subject.self, dataOptions) { desk in
            let count = try await desk.replay(try EventsDesk.id(choice.id), for: choice.subscriber)
            print(count == 1 ? "1 event will be handled again" : "\(count) events will be handled again")
        }
    }
}

/// `events drop`: a parked event is given up.
struct EventsDropCommand<Subject: App>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "drop", abstract: "Give a parked event up for good; what waits behind it goes on.",
            discussion: "Its effect never happens at that subscriber. There is no way back.")
    }

    @OptionGroup var dataOptions: DataOptions
    @OptionGroup var choice: ParkedEventChoice

    func run() async throws {
        try await EventsDesk.opened(Subject.self, dataOptions) { desk in
            try await desk.drop(try EventsDesk.id(choice.id), for: choice.subscriber)
            print("dropped \(choice.id)")
        }
    }
}
