import TenfoldCore
import TenfoldResilience
import Testing

@testable import TenfoldEvents

@Suite struct DeliverySimulationTests {
    var options: DeliveryOptions {
        var options = DeliveryOptions()
        options.batchSize = 8
        options.maximumInMemory = 32
        options.concurrency = 5
        options.attempts = 4
        options.parkBatchSize = 3
        options.maximumParked = 60
        return options
    }

    @Test(arguments: (1...60).map { UInt64($0) })
    func `nothing is lost, doubled or reordered, whatever fails and crashes`(seed: UInt64) {
        var world = SimulatedWorld(seed: seed, options: options)
        for _ in 0..<12 {
            world.publish(Int.random(in: 0..<30, using: &world.random), keys: 12)
            for event in world.outbox where Int.random(in: 0..<60, using: &world.random) == 0 {
                world.poisonous.insert(event.id)
            }
            for _ in 0..<Int.random(in: 0..<400, using: &world.random) { world.step() }
            switch Int.random(in: 0..<6, using: &world.random) {
            case 0, 1: world.crash()
            case 2:
                world.poisonous = []
                world.replayAll()
            case 3:
                if let first = world.parked.values.first(where: { $0.state == "parked" }) { world.drop(first.event.id) }
            default: break
            }
        }
        world.poisonous = []
        let isDone = world.runUntilIdle { world in
            if world.parked.values.contains(where: { $0.state == "parked" }) { return false }
            return world.effects.count + world.dropped.count == world.outbox.count && world.parked.isEmpty
        } orOperator: {
            $0.replayAll()
        }
        #expect(isDone, "not all was handled in the end, seed \(seed)")
        world.checkHistory()
    }

    @Test(arguments: (1...20).map { UInt64($0) })
    func `an event that ends the process is parked, and no bystander with it`(seed: UInt64) {
        var world = SimulatedWorld(seed: seed, options: options)
        world.failureShare = 0
        world.publish(100, keys: 20)
        world.deadly = [world.outbox[30].id]
        let isParked = world.runUntilIdle { $0.parksOfDeadly == 1 && $0.cursor == $0.outbox.last?.position }
        #expect(isParked, "seed \(seed)")
        #expect(world.crashes == options.attempts + 1, "seed \(seed)")
        let poison = world.parked.values.filter { $0.state == "parked" }.map(\.event.id)
        #expect(poison == [world.outbox[30].id], "seed \(seed)")
        world.checkHistory()
    }

    @Test(arguments: (1...20).map { UInt64($0) })
    func `an event that ends another process is parked, and no bystander with it`(seed: UInt64) {
        var world = SimulatedWorld(seed: seed, options: options)
        world.failureShare = 0
        world.subscriberIsElsewhere = true
        world.publish(100, keys: 20)
        world.deadly = [world.outbox[30].id]
        let isParked = world.runUntilIdle { $0.parksOfDeadly == 1 && $0.cursor == $0.outbox.last?.position }
        #expect(isParked, "seed \(seed)")
        #expect(world.crashes == options.attempts, "seed \(seed)")
        let poison = world.parked.values.filter { $0.state == "parked" }.map(\.event.id)
        #expect(poison == [world.outbox[30].id], "seed \(seed)")
        world.checkHistory()
    }

    @Test(arguments: (1...10).map { UInt64($0) })
    func `a full parked table stops the delivery and room lets it go on`(seed: UInt64) {
        var options = options
        options.maximumParked = 10
        var world = SimulatedWorld(seed: seed, options: options)
        world.failureShare = 0
        world.publish(200, keys: 1)
        world.poisonous = [world.outbox[0].id]
        let isBlocked = world.runUntilIdle { $0.delivery.isBlockedByParkedTable }
        #expect(isBlocked)
        for _ in 0..<500 { world.step() }
        #expect(world.parked.count == 10, "seed \(seed)")
        #expect(world.cursor == world.outbox[9].position, "seed \(seed)")
        world.poisonous = []
        world.replayAll()
        let isDone = world.runUntilIdle { $0.effects.count == 200 && $0.parked.isEmpty }
        #expect(isDone, "seed \(seed)")
        world.checkHistory()
    }
}

extension SimulatedWorld {
    mutating func runUntilIdle(
        _ isDone: (SimulatedWorld) -> Bool, orOperator help: (inout SimulatedWorld) -> Void
    ) -> Bool {
        for _ in 0..<400 {
            if runUntilIdle(limit: 500, isDone) { return true }
            help(&self)
        }
        return isDone(self)
    }
}
