import TenfoldCore
import Testing

@testable import TenfoldResilience
@testable import resilience_simulation

@Suite struct AdmissionQueueTests {
    /// One runs at a time.
    private func narrow(_ change: (inout AdmissionOptions) -> Void = { _ in }) -> AdmissionQueue {
        var options = AdmissionOptions()
        options.limit.initial = 1
        options.limit.maximum = 1
        change(&options)
        return AdmissionQueue(options)
    }

    @Test func `what there is room for is let in at once`() {
        var queue = narrow()
        #expect(queue.arrive(1, rank: 0, now: .zero) == [.admit(1)])
        #expect(queue.arrive(2, rank: 0, now: .zero) == [])
        #expect(queue.finished(1, .success, now: .milliseconds(5)) == [.admit(2)])
        #expect(queue.finished(2, .success, now: .milliseconds(9)) == [])
        #expect(!queue.needsTicks)
    }

    @Test func `higher priorities go first, and within one who came first`() {
        var queue = narrow()
        _ = queue.arrive(0, rank: 0, now: .zero)
        for (id, priority) in [(1, 0), (2, 1), (3, 1), (4, 2)] {
            _ = queue.arrive(id, priority: priority, rank: 0, now: .zero)
        }
        var order: [Int] = []
        var running = 0
        while case .admit(let next)? = queue.finished(running, .success, now: .milliseconds(1)).first {
            order.append(next)
            running = next
        }
        #expect(order == [4, 2, 3, 1])
    }

    @Test func `a queue that has stood for long is served newest first, once the level is up`() {
        var queue = narrow { $0.longestWaitInTargets = 1_000 }
        for id in 0...4 { _ = queue.arrive(id, rank: 63, now: .milliseconds(id)) }
        // Waits of more than the target are seen, but the level rises only after ten windows with so few of them.
        #expect(queue.finished(0, .success, now: .milliseconds(150)) == [.admit(1)])
        #expect(queue.finished(1, .success, now: .milliseconds(1_200)) == [.admit(4)])
        #expect(queue.level > 0)
        #expect(queue.finished(4, .success, now: .milliseconds(1_210)) == [.admit(3)])
    }

    @Test func `what is past its deadline is turned away unrun`() {
        var queue = narrow()
        _ = queue.arrive(1, rank: 0, now: .zero)
        _ = queue.arrive(2, rank: 0, deadline: .milliseconds(5), now: .zero)
        #expect(queue.tick(now: .milliseconds(4)) == [])
        #expect(queue.tick(now: .milliseconds(5)) == [.shed(2, .expired)])
    }

    @Test func `nobody waits for longer than is allowed`() {
        var queue = narrow()
        _ = queue.arrive(1, rank: 0, now: .zero)
        _ = queue.arrive(2, rank: 0, now: .zero)
        #expect(queue.finished(1, .success, now: .milliseconds(100)) == [.shed(2, .waitedTooLong)])
        #expect(queue.shedCounts == [.waitedTooLong: 1])
    }

    @Test func `who allows much time may wait for longer, five hundredths of it`() {
        var queue = narrow()
        _ = queue.arrive(0, rank: 0, now: .zero)
        for id in 1...500 { _ = queue.arrive(id, rank: 0, deadline: .seconds(30), now: .zero) }
        #expect(queue.tick(now: .milliseconds(1_490)).isEmpty)
        #expect(queue.tick(now: .milliseconds(1_500)).count == 500)
        #expect(queue.shedCounts == [.waitedTooLong: 500])
    }

    @Test func `a full queue turns away the oldest of the least important`() {
        var queue = narrow { $0.longestQueue = 2 }
        _ = queue.arrive(0, rank: 0, now: .zero)
        _ = queue.arrive(1, priority: 0, rank: 0, now: .zero)
        _ = queue.arrive(2, priority: 1, rank: 0, now: .zero)
        #expect(queue.arrive(3, priority: 1, rank: 0, now: .zero) == [.shed(1, .queueFull)])
        #expect(queue.arrive(4, priority: 2, rank: 0, now: .zero) == [.shed(2, .queueFull)])
    }

    @Test func `a full queue of more important ones turns the newcomer away`() {
        var queue = narrow { $0.longestQueue = 1 }
        _ = queue.arrive(0, rank: 0, now: .zero)
        _ = queue.arrive(1, priority: 2, rank: 0, now: .zero)
        #expect(queue.arrive(2, priority: 0, rank: 0, now: .zero) == [.shed(2, .queueFull)])
    }

    @Test func `who leaves the queue is not let in`() {
        var queue = narrow()
        for id in 1...3 { _ = queue.arrive(id, rank: 0, now: .zero) }
        queue.withdraw(2, now: .zero)
        #expect(queue.finished(1, .success, now: .zero) == [.admit(3)])
    }

    @Test func `the level falls to nothing in silence`() {
        var queue = narrow()
        var id = 0
        while queue.level < 100 {
            _ = queue.arrive(id, rank: id % 64, now: .milliseconds(id))
            id += 1
            guard id < 100_000 else { break }
        }
        #expect(queue.level >= 100)
        _ = queue.tick(now: .milliseconds(id) + .seconds(30))
        _ = queue.tick(now: .milliseconds(id) + .seconds(60))
        #expect(queue.level == 0)
    }

    @Test(arguments: 1...20) func `every request has one outcome, and no more run than may`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var options = AdmissionOptions()
        options.longestQueue = Int.random(in: 1...30, using: &random)
        options.limit.initial = Int.random(in: 1...10, using: &random)
        options.limit.maximum = 12
        var queue = AdmissionQueue(options)
        var now = Duration.zero
        var waiting: Set<Int> = []
        var running: Set<Int> = []
        for id in 0..<3_000 {
            now += .milliseconds(Int64.random(in: 0...12, using: &random))
            let runningBefore = running.count
            var actions: [AdmissionQueue.Action] = []
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                waiting.insert(id)
                actions = queue.arrive(
                    id, priority: Int.random(in: -1...3, using: &random), rank: Int.random(in: 0..<64, using: &random),
                    deadline: Bool.random(using: &random) ? now + .milliseconds(30) : nil, now: now)
            case 5..<8:
                guard let ended = running.randomElement(using: &random) else { continue }
                running.remove(ended)
                let outcome = ConcurrencyLimit.Outcome.allCases.randomElement(using: &random) ?? .success
                actions = queue.finished(ended, outcome, now: now)
            case 8:
                guard let gone = waiting.randomElement(using: &random) else { continue }
                waiting.remove(gone)
                queue.withdraw(gone, now: now)
            default: actions = queue.tick(now: now)
            }
            for action in actions {
                switch action {
                case .admit(let id):
                    #expect(waiting.remove(id) != nil, "seed \(seed)")
                    running.insert(id)
                case .shed(let id, _): #expect(waiting.remove(id) != nil, "seed \(seed)")
                }
            }
            #expect(running.count <= max(runningBefore, queue.limit.current), "seed \(seed)")
            #expect(queue.queueLength == waiting.count && waiting.count <= options.longestQueue, "seed \(seed)")
            #expect(queue.runningCount == running.count, "seed \(seed)")
            #expect((0...AdmissionLevel.highest).contains(queue.level), "seed \(seed)")
            #expect(running.count >= queue.limit.current || waiting.isEmpty, "idle while some wait, seed \(seed)")
        }
    }
}
