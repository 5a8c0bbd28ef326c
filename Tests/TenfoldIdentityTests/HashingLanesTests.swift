import TenfoldCore
import Testing

@testable import TenfoldIdentity

@Suite struct HashingLanesTests {
    private let lanes = HashingLanes(lanes: 2, lineLimit: 3)
    private let gate = Gate()

    /// Both lanes at work, and `waiting` in line.
    private func fill(waiting: Int) async throws -> [Task<Int, any Error>] {
        let begun = Count()
        let tasks = (0..<2).map { number in
            Task { [lanes, gate] in
                try await lanes.run {
                    begun.up()
                    gate.pass()
                    return number
                }
            }
        }
        try await waitUntil("both lanes are at work") { begun.value == 2 }
        var all = tasks
        for number in 0..<waiting {
            all.append(Task { [lanes] in try await lanes.run { number + 2 } })
            try await waitUntil("\(number + 1) wait") { lanes.waitingCount == number + 1 }
        }
        return all
    }

    @Test func `work that waits is done in its turn`() async throws {
        let tasks = try await fill(waiting: 3)
        gate.open()
        for (number, task) in tasks.enumerated() { #expect(try await task.value == number) }
        #expect(lanes.waitingCount == 0)
    }

    @Test func `beyond the line the answer is unavailable, at once`() async throws {
        let tasks = try await fill(waiting: 3)
        let fault = await #expect(throws: Fault.self) { try await lanes.run { 0 } }
        #expect(fault?.code == .unavailable)
        gate.open()
        for task in tasks { _ = try await task.value }
    }

    @Test func `whoever is cancelled leaves the line and makes room`() async throws {
        let tasks = try await fill(waiting: 3)
        tasks[3].cancel()
        let fault = await #expect(throws: Fault.self) { try await tasks[3].value }
        #expect(fault?.code == .cancelled)
        #expect(lanes.waitingCount == 2)
        let next = Task { [lanes] in try await lanes.run { 99 } }
        try await waitUntil("the next takes the room") { lanes.waitingCount == 3 }
        gate.open()
        #expect(try await next.value == 99)
        #expect(try await tasks[4].value == 4)
    }

    @Test func `whoever is cancelled before does not take a lane`() async throws {
        let fault = await #expect(throws: Fault.self) {
            try await withThrowingTaskGroup(of: Bool.self) { [lanes] group in
                group.cancelAll()
                group.addTask { try await lanes.run { true } }
                return try await group.next()
            }
        }
        #expect(fault?.code == .cancelled)
    }

    @Test func `work that throws frees its lane`() async throws {
        for _ in 0..<5 {
            await #expect(throws: Fault.self) { try await lanes.run { throw Fault(.programming, "x") } }
        }
        #expect(try await lanes.run { 7 } == 7)
    }

    @Test func `never more run at once than there are lanes, and all are served`() async throws {
        let lanes = HashingLanes(lanes: 3, lineLimit: 1000)
        let running = Count()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...500 {
                group.addTask {
                    try await lanes.run {
                        running.up()
                        running.down()
                        return number
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 125_250)
        #expect(running.most <= 3)
    }

    @Test func `lanes that are all busy do not hold up other tasks`() async throws {
        let many = HashingLanes(lanes: 16, lineLimit: 0)
        let begun = Count()
        let tasks = (0..<16).map { _ in
            Task { [gate] in
                try await many.run {
                    begun.up()
                    gate.pass()
                }
            }
        }
        try await waitUntil("more lanes than cores are blocked, and this task goes on") {
            begun.value == 16
        }
        gate.open()
        for task in tasks { try await task.value }
    }
}
