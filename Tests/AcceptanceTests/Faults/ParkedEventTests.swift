import Tenfold
import TenfoldCore
import TenfoldEvents
import TenfoldRuntime
import TenfoldTesting
import Testing

@Suite(.tags(.faults)) struct ParkedEventTests {
    private func start(_ layout: DataLayout) async throws -> TestApp {
        try await TestApp.start(FaultyApp.self) { options in
            options.eventAttempts = 2
            options.shards = layout == .oneFile ? 1 : 2
        }
    }

    private func say(_ app: TestApp, _ topic: String, _ texts: String...) async throws {
        for text in texts { _ = try await app.application.send(FaultyApp.Say(topic: topic, text: text)) }
    }

    private func heard(_ app: TestApp, _ topic: String) async throws -> [String] {
        try await app.application.send(FaultyApp.Heard(topic: topic))
    }

    @Test(arguments: DataLayout.allCases)
    func `an event that always fails parks its own key, and the others flow on`(layout: DataLayout) async throws {
        let app = try await start(layout)
        try await say(app, "bad", "before", "poison", "after")
        let desk = EventsDesk(app.application)
        try await eventually("the event is parked") { try await desk.parked().count == 1 }

        for topic in ["good", "better", "best"] { try await say(app, topic, "one", "two") }
        try await eventually("the others flow on") {
            var all: [[String]] = []
            for topic in ["good", "better", "best"] { all.append(try await heard(app, topic)) }
            return all == Array(repeating: ["one", "two"], count: 3)
        }
        #expect(try await heard(app, "bad") == ["before"])
        let parked = try #require(try await desk.parked().first)
        #expect(parked.subscriber == "sink")
        #expect(parked.event.name == "source.Said")
        #expect(parked.event.key == "bad")
        #expect(parked.event.attempts == 2)
        #expect(parked.event.error?.isEmpty == false)
        #expect(try await desk.streams().map(\.parked).max() == 1)
        await app.stop()
    }

    @Test(arguments: DataLayout.allCases)
    func `a parked event is replayed with those that wait behind it, in order`(layout: DataLayout) async throws {
        let app = try await start(layout)
        try await say(app, "bad", "poison", "second", "third")
        let desk = EventsDesk(app.application)
        try await eventually("the event is parked") { try await desk.parked().count == 1 }
        _ = try await app.application.send(FaultyApp.Mend())
        let id = try #require(try await desk.parked().first?.event.id)
        _ = try await desk.replay(id, for: nil)
        try await eventually("all are handled") { try await heard(app, "bad") == ["poison", "second", "third"] }
        try await eventually("nothing is parked") { try await desk.parked(includingFollowers: true).isEmpty }
        try await say(app, "bad", "fourth")
        try await eventually("the key flows on") { try await heard(app, "bad").count == 4 }
        await app.stop()
    }

    @Test(arguments: DataLayout.allCases)
    func `a parked event that is dropped lets those behind it go on`(layout: DataLayout) async throws {
        let app = try await start(layout)
        try await say(app, "bad", "poison", "second")
        let desk = EventsDesk(app.application)
        try await eventually("the event is parked") { try await desk.parked().count == 1 }
        let id = try #require(try await desk.parked().first?.event.id)
        try await desk.drop(id, for: nil)
        try await eventually("those behind it are handled") { try await heard(app, "bad") == ["second"] }
        await app.stop()
    }
}
