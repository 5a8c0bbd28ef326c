import FoundationEssentials
import Glibc
import TenfoldCore
import Testing

@testable import TenfoldEvents

@Suite(.timeLimit(.minutes(2))) struct EventDeliveryTests {
    @Test(arguments: [1, 2], Way.allCases)
    func `every event has its effect once, those of a key in order`(shards: Int, way: Way) async throws {
        let subscriber = try await Subscriber(shards: shards, way: way)
        for number in 0..<300 {
            subscriber.outbox.publish(number % 3 == 0 ? "publisher.Undone" : "publisher.Done", key: "k\(number % 17)")
        }
        try await subscriber.whileDelivering {
            for number in 0..<300 { subscriber.outbox.publish(key: "k\(number % 17)") }
            try await expectEventually { try await subscriber.count("effect") == 600 }
        }
        let effects = try await subscriber.effects()
        #expect(effects.count == 600)
        #expect(Set(effects.map(\.id)).count == 600)
        for positions in Dictionary(grouping: effects, by: \.key).values.map({ $0.map(\.position) }) {
            #expect(positions == positions.sorted())
        }
        #expect(subscriber.outbox.isReadToTheEnd)
        #expect(try await subscriber.count("tenfold_attempt") == 0)
    }

    @Test(arguments: Way.allCases) func `events that are read again after a crash have no second effect`(way: Way)
        async throws
    {
        let subscriber = try await Subscriber(way: way)
        for number in 0..<20 { subscriber.outbox.publish(key: "k\(number % 4)") }
        try await subscriber.whileDelivering { try await expectEventually { subscriber.outbox.isReadToTheEnd } }
        subscriber.outbox.setCursor(OutboxCursor(position: 3, startedAt: 0))
        // Not even where preparing fails the second time: it was applied, so it is no failure.
        subscriber.whenPreparing { _ in throw Broken() }
        try await subscriber.whileDelivering(subscriber.delivery(startedUncleanly: true)) {
            try await expectEventually { subscriber.outbox.isReadToTheEnd }
        }
        #expect(try await subscriber.count("effect") == 20)
        #expect(try await subscriber.count("tenfold_parked") == 0)
        #expect(try await subscriber.count("tenfold_attempt") == 0)
    }

    @Test(arguments: Way.allCases) func `an event without its predecessor is refused`(way: Way) async throws {
        let subscriber = try await Subscriber(way: way)
        let event = subscriber.outbox.publish(key: "k", sequence: 2)
        try await subscriber.whileDelivering {
            try await expectEventually { try await subscriber.parked.list().count == 1 }
        }
        #expect(try await subscriber.count("effect") == 0)
        let parked = try #require(try await subscriber.parked.list().first)
        #expect(parked.id == event.id)
        #expect(parked.error?.hasPrefix("event-gap") == true)
    }

    @Test(arguments: Way.allCases)
    func `a subscription that began later accepts the first sequence it sees and no gap after it`(way: Way) async throws
    {
        let subscriber = try await Subscriber(way: way)
        subscriber.outbox.setCursor(OutboxCursor(position: 0, startedAt: 1))
        subscriber.outbox.publish(key: "k", sequence: 5)
        subscriber.outbox.publish(key: "k", sequence: 6)
        subscriber.outbox.publish(key: "k", sequence: 8)
        try await subscriber.whileDelivering {
            try await expectEventually { try await subscriber.parked.list().count == 1 }
        }
        #expect(try await subscriber.effects().map(\.position) == [1, 2])
    }

    @Test(arguments: Way.allCases) func `an effect that fails leaves nothing and is tried again`(way: Way) async throws
    {
        let subscriber = try await Subscriber(way: way)
        let attempts = Shared([Int]())
        subscriber.whenApplying { _ in
            attempts.change { $0.append(Call.current.event?.attempt ?? 0) }
            if attempts.now.count < 3 { throw Broken() }
        }
        subscriber.outbox.publish(key: "k")
        try await subscriber.whileDelivering { try await expectEventually { subscriber.outbox.isReadToTheEnd } }
        #expect(attempts.now == [1, 2, 3])
        #expect(try await subscriber.count("effect") == 1)
        #expect(try await subscriber.count("tenfold_attempt") == 0)
    }

    @Test(arguments: Way.allCases) func `the handler's call knows the event, its deadline and its priority`(way: Way)
        async throws
    {
        let subscriber = try await Subscriber(way: way)
        let calls = Shared([Call]())
        subscriber.whenPreparing { _ in calls.change { $0.append(Call.current) } }
        let event = subscriber.outbox.publish(key: "k")
        try await subscriber.whileDelivering { try await expectEventually { subscriber.outbox.isReadToTheEnd } }
        let call = try #require(calls.now.first)
        #expect(call.event == event.metadata(attempt: 1))
        #expect(call.priority == .background)
        #expect(call.principal == nil)
        let left = try #require(call.deadline) - .now
        #expect(left > .seconds(5) && left <= .seconds(30))
    }

    @Test(arguments: Way.allCases) func `preparing that takes too long is cut off`(way: Way) async throws {
        let subscriber = try await Subscriber(way: way)
        subscriber.whenPreparing { _ in try await untilCancelled() }
        subscriber.outbox.publish(key: "k")
        let delivery = subscriber.delivery { $0.attemptTimeout = .milliseconds(20) }
        try await subscriber.whileDelivering(delivery) {
            try await expectEventually { try await subscriber.parked.list().count == 1 }
        }
    }

    @Test(arguments: Way.allCases) func `after an unclean start the attempt is written before the handler runs`(
        way: Way
    ) async throws {
        let subscriber = try await Subscriber(way: way)
        let seen = Shared([Int]())
        subscriber.whenPreparing { _ in
            let count = try await subscriber.count("tenfold_attempt")
            seen.change { $0.append(count) }
        }
        subscriber.outbox.publish(key: "k")
        try await subscriber.whileDelivering(subscriber.delivery(startedUncleanly: true)) {
            try await expectEventually { subscriber.outbox.isReadToTheEnd }
        }
        #expect(seen.now == [1])
        #expect(try await subscriber.count("tenfold_attempt") == 0)
    }

    @Test(arguments: Way.allCases) func `a database that is away parks nothing`(way: Way) async throws {
        let subscriber = try await Subscriber(way: way)
        subscriber.outbox.publish(key: "k")
        let tries = Shared(0)
        subscriber.whenPreparing { _ in
            // The database goes away once the first attempt is under way.
            tries.change { $0 += 1 }
            if tries.now == 1 { subscriber.engine.setAway(true) }
        }
        try await subscriber.whileDelivering {
            try await expectEventually { tries.now == 1 }
            try await expectEventually { subscriber.engine.refusals > 10 }
            subscriber.engine.setAway(false)
            try await expectEventually { subscriber.outbox.isReadToTheEnd }
        }
        #expect(try await subscriber.count("effect") == 1)
        #expect(tries.now == 2)
    }

    @Test(arguments: Way.allCases) func `a full disk parks nothing, whoever tells of it`(way: Way) async throws {
        let errors: [any Error] = [
            Fault(.storageFull, "full"), CocoaError(.fileWriteOutOfSpace), POSIXError(.ENOSPC), POSIXError(.EDQUOT),
        ]
        let subscriber = try await Subscriber(way: way)
        subscriber.outbox.publish(key: "k")
        let tries = Shared(0)
        subscriber.whenPreparing { _ in
            tries.change { $0 += 1 }
            if tries.now <= 3 * errors.count { throw errors[tries.now % errors.count] }
        }
        try await subscriber.whileDelivering { try await expectEventually { subscriber.outbox.isReadToTheEnd } }
        #expect(try await subscriber.count("effect") == 1)
        #expect(try await subscriber.parked.list().isEmpty)
        #expect(tries.now == 3 * errors.count + 1, "more attempts than an event gets")
    }

    @Test(arguments: Way.allCases) func `a stop lets what is in hand finish and saves the cursor`(way: Way) async throws
    {
        let subscriber = try await Subscriber(way: way)
        let entered = Shared(0)
        let goesOn = Shared(false)
        let wasCancelled = Shared(false)
        subscriber.whenPreparing { _ in
            entered.change { $0 += 1 }
            await deafWait { goesOn.now }
            wasCancelled.change { $0 = $0 || Task.isCancelled }
        }
        for number in 0..<5 { subscriber.outbox.publish(key: "k\(number)") }
        let delivery = subscriber.delivery()
        let running = Task { await delivery.run() }
        try await expectEventually { entered.now == 5 }
        running.cancel()
        goesOn.change { $0 = true }
        await running.value
        #expect(!wasCancelled.now)
        #expect(try await subscriber.count("effect") == 5)
        #expect(subscriber.outbox.isReadToTheEnd)
        #expect(subscriber.lease.heldCount == 0)
    }

    @Test(arguments: Way.allCases) func `a handler that outlives the grace is cancelled and its event comes again`(
        way: Way
    ) async throws {
        let subscriber = try await Subscriber(way: way)
        let entered = Shared(0)
        subscriber.whenPreparing { _ in
            entered.change { $0 += 1 }
            try await untilCancelled()
        }
        subscriber.outbox.publish(key: "k")
        let delivery = subscriber.delivery { $0.drainGrace = .milliseconds(20) }
        let running = Task { await delivery.run() }
        try await expectEventually { entered.now == 1 }
        running.cancel()
        await running.value
        #expect(!subscriber.outbox.isReadToTheEnd)
        subscriber.whenPreparing { _ in }
        try await subscriber.whileDelivering { try await expectEventually { subscriber.outbox.isReadToTheEnd } }
        #expect(try await subscriber.count("effect") == 1)
    }

    @Test(arguments: Way.allCases) func `a stream without its lease waits, and takes over when it is free`(way: Way)
        async throws
    {
        let subscriber = try await Subscriber(lease: FakeLease(term: .milliseconds(30)))
        subscriber.lease.revoke(true)
        subscriber.outbox.publish(key: "k")
        try await subscriber.whileDelivering {
            try await expectEventually { subscriber.lease.refusals > 2 }
            #expect(try await subscriber.count("effect") == 0)
            subscriber.lease.revoke(false)
            try await expectEventually { try await subscriber.count("effect") == 1 }
            subscriber.lease.revoke(true)
            try await expectEventually { subscriber.lease.heldCount == 0 }
            subscriber.outbox.publish(key: "k")
            subscriber.lease.revoke(false)
            try await expectEventually { try await subscriber.count("effect") == 2 }
        }
    }

    @Test(arguments: Way.allCases) func `the lag is what is not handled yet`(way: Way) async throws {
        let subscriber = try await Subscriber(way: way)
        let isHeld = Shared(true)
        subscriber.whenPreparing { _ in
            try await expectEventually { !isHeld.now }
        }
        let first = subscriber.outbox.publish(key: "k")
        for _ in 0..<4 { subscriber.outbox.publish(key: "k") }
        let delivery = subscriber.delivery()
        try await subscriber.whileDelivering(delivery) {
            try await expectEventually { delivery.lag.events == 5 }
            #expect(delivery.lag.seconds(at: first.occurredAt.addingTimeInterval(60)) == 60)
            isHeld.change { $0 = false }
            try await expectEventually { delivery.lag == EventLag() }
        }
    }
}
