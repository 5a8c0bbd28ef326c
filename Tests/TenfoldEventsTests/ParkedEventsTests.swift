import TenfoldCore
import Testing

@testable import TenfoldEvents

@Suite(.timeLimit(.minutes(2))) struct ParkedEventsTests {
    /// A subscriber that throws on the first event of the key `bad`, which has two followers of another name; ten other
    /// keys.
    func subscriberWithPoison(shards: Int, way: Way) async throws -> (
        subscriber: Subscriber, poison: StoredEvent, isHealed: Shared<Bool>
    ) {
        let subscriber = try await Subscriber(shards: shards, way: way)
        let poison = subscriber.outbox.publish(key: "bad")
        subscriber.outbox.publish("publisher.Undone", key: "bad")
        subscriber.outbox.publish("publisher.Undone", key: "bad")
        for number in 0..<10 { subscriber.outbox.publish(key: "good\(number)") }
        let isHealed = Shared(false)
        subscriber.whenApplying { if $0.id == poison.id, !isHealed.now { throw Broken() } }
        return (subscriber, poison, isHealed)
    }

    @Test(arguments: [1, 2], Way.allCases)
    func `one key is parked, the others flow on and the cursor passes`(shards: Int, way: Way) async throws {
        let (subscriber, poison, _) = try await subscriberWithPoison(shards: shards, way: way)
        try await subscriber.whileDelivering { try await expectEventually { subscriber.outbox.isReadToTheEnd } }
        #expect(try await subscriber.effects().count == 10)
        let parked = try await subscriber.parked.list()
        #expect(parked.map(\.id) == [poison.id])
        #expect(parked.first?.attempts == 3)
        #expect(parked.first?.error == "Broken()")
        #expect(parked.first?.name == poison.name)
        #expect(parked.first?.body == poison.body)
        let all = try await subscriber.parked.list(includingFollowers: true)
        #expect(all.map(\.state).sorted() == ["parked", "waiting", "waiting"])
    }

    @Test(arguments: [1, 2], Way.allCases)
    func `a replay handles the key's events in order and lets it flow again`(shards: Int, way: Way) async throws {
        let (subscriber, poison, isHealed) = try await subscriberWithPoison(shards: shards, way: way)
        try await subscriber.whileDelivering {
            try await expectEventually { subscriber.outbox.isReadToTheEnd }
            isHealed.change { $0 = true }
            #expect(try await subscriber.parked.replay(poison.id) == 3)
            try await expectEventually { try await subscriber.count("effect") == 13 }
            subscriber.outbox.publish(key: "bad")
            try await expectEventually { try await subscriber.count("effect") == 14 }
        }
        let positions = try await subscriber.effects().filter { $0.key == "bad" }.map(\.position)
        #expect(positions.count == 4)
        #expect(positions == positions.sorted())
        #expect(try await subscriber.count("tenfold_parked") == 0)
        #expect(try await subscriber.count("tenfold_attempt") == 0)
    }

    @Test(arguments: Way.allCases) func `a replay that fails again parks the key again`(way: Way) async throws {
        let (subscriber, poison, _) = try await subscriberWithPoison(shards: 1, way: way)
        try await subscriber.whileDelivering {
            try await expectEventually { subscriber.outbox.isReadToTheEnd }
            try await subscriber.parked.replay(poison.id)
            try await expectEventually {
                try await subscriber.parked.list(includingFollowers: true).map(\.state).sorted()
                    == ["parked", "waiting", "waiting"]
            }
        }
        #expect(try await subscriber.count("effect") == 10)
    }

    @Test(arguments: Way.allCases) func `a key stays parked over a restart`(way: Way) async throws {
        let (subscriber, poison, isHealed) = try await subscriberWithPoison(shards: 1, way: way)
        try await subscriber.whileDelivering { try await expectEventually { subscriber.outbox.isReadToTheEnd } }
        subscriber.outbox.publish("publisher.Undone", key: "bad")
        try await subscriber.whileDelivering { try await expectEventually { subscriber.outbox.isReadToTheEnd } }
        #expect(try await subscriber.count("effect") == 10)
        #expect(try await subscriber.count("tenfold_parked") == 4)
        // A replay asked for while nothing runs is done by the next start.
        isHealed.change { $0 = true }
        try await subscriber.parked.replay(poison.id)
        try await subscriber.whileDelivering {
            try await expectEventually { try await subscriber.count("effect") == 14 }
        }
    }

    @Test(arguments: Way.allCases) func `a dropped event never has its effect and its followers go on`(way: Way)
        async throws
    {
        let (subscriber, poison, _) = try await subscriberWithPoison(shards: 1, way: way)
        try await subscriber.whileDelivering {
            try await expectEventually { subscriber.outbox.isReadToTheEnd }
            try await subscriber.parked.drop(poison.id)
            subscriber.outbox.publish(key: "bad")
            try await expectEventually { try await subscriber.count("effect") == 13 }
        }
        #expect(try await !subscriber.effects().map(\.id).contains(poison.id))
        #expect(try await subscriber.count("tenfold_parked") == 0)
    }

    @Test(arguments: Way.allCases) func `an event that waits behind another cannot be dropped before it`(way: Way)
        async throws
    {
        let (subscriber, _, _) = try await subscriberWithPoison(shards: 1, way: way)
        try await subscriber.whileDelivering { try await expectEventually { subscriber.outbox.isReadToTheEnd } }
        let waiting = try #require(try await subscriber.parked.list(includingFollowers: true).last)
        await #expect {
            try await subscriber.parked.drop(waiting.id)
        } throws: {
            ($0 as? Refusal)?.code == "tenfold.event-waits"
        }
    }

    @Test(arguments: Way.allCases) func `an event that is not parked is told so`(way: Way) async throws {
        let subscriber = try await Subscriber(way: way)
        let event = subscriber.outbox.publish(key: "k")
        await #expect {
            try await subscriber.parked.replay(event.id)
        } throws: {
            ($0 as? Refusal)?.code == "tenfold.event-not-parked"
        }
    }
}
