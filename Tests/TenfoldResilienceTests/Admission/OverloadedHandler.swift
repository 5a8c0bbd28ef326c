import TenfoldCore

@testable import TenfoldResilience
@testable import resilience_simulation

/// A handler made of permits, each held for 10 ms, behind an `AdmissionQueue`, in virtual time. What is let in beyond
/// the permits stands in line inside the handler, as it would in a connection pool.
struct OverloadedHandler {
    enum Event {
        case arrival
        case done(Int)
        case tick
    }

    struct Request {
        let priority: Int
        let arrivedAt: Duration
        var outcomes = 0
    }

    let permits: Int
    /// What each permit holds a request for; may change as time goes by.
    var service: (Duration, inout SeededRandom) -> Duration = { _, _ in .milliseconds(10) }
    /// Requests a second, by time.
    var rate: (Duration) -> Double
    /// Each request's priority, by a number of 0..<1.
    var priority: (Double) -> Int = { _ in 1 }
    var timeout = Duration.seconds(1)
    var queue: AdmissionQueue
    var random: SeededRandom
    private(set) var requests: [Request] = []
    /// Ended in time, with when and how long they took.
    private(set) var done: [(priority: Int, at: Duration, took: Duration)] = []
    private(set) var highestRunning = 0
    private(set) var ranBeyondLimit = false
    private var events = EventQueue<Event>()
    private var inLine: [Int] = []
    private var busy = 0

    init(
        permits: Int, seed: UInt64, options: AdmissionOptions = AdmissionOptions(), rate: @escaping (Duration) -> Double
    ) {
        self.permits = permits
        self.rate = rate
        queue = AdmissionQueue(options)
        random = SeededRandom(seed: seed)
    }

    var capacity: Double { Double(permits) * 100 }

    mutating func run(for span: Duration) {
        events.add(.arrival, at: .zero)
        events.add(.tick, at: .zero)
        while let (now, event) = events.next() {
            switch event {
            case .arrival: if now < span { arrive(now) }
            case .done(let id): finish(id, now)
            case .tick:
                carryOut(queue.tick(now: now), now)
                if now < span || queue.needsTicks { events.add(.tick, at: now + .milliseconds(10)) }
            }
            highestRunning = max(highestRunning, queue.runningCount)
        }
    }

    private mutating func arrive(_ now: Duration) {
        let id = requests.count
        let priority = priority(Double.random(in: 0..<1, using: &random))
        requests.append(Request(priority: priority, arrivedAt: now))
        let before = queue.runningCount
        let actions = queue.arrive(
            id, priority: priority, rank: Int.random(in: 0..<64, using: &random), deadline: now + timeout, now: now)
        if queue.runningCount > max(before, queue.limit.current) { ranBeyondLimit = true }
        carryOut(actions, now)
        events.add(.arrival, at: now + random.gap(rate: rate(now)))
    }

    private mutating func carryOut(_ actions: [AdmissionQueue.Action], _ now: Duration) {
        for action in actions {
            switch action {
            case .shed(let id, _): requests[id].outcomes += 1
            case .admit(let id):
                inLine.append(id)
                startNext(now)
            }
        }
    }

    private mutating func startNext(_ now: Duration) {
        guard busy < permits, !inLine.isEmpty else { return }
        busy += 1
        events.add(.done(inLine.removeFirst()), at: now + service(now, &random))
    }

    private mutating func finish(_ id: Int, _ now: Duration) {
        busy -= 1
        requests[id].outcomes += 1
        let took = now - requests[id].arrivedAt
        if took <= timeout { done.append((requests[id].priority, now, took)) }
        startNext(now)
        carryOut(queue.finished(id, took <= timeout ? .success : .dropped, now: now), now)
    }

    /// Ended in time, a second, from one moment to another.
    func goodput(from: Duration, to: Duration) -> Double {
        Double(done.count { $0.at >= from && $0.at < to }) / ((to - from) / .seconds(1))
    }

    /// Of those that ended in time from one moment to another.
    func percentile(_ share: Double, from: Duration, to: Duration) -> Duration {
        let sorted = done.filter { $0.at >= from && $0.at < to }.map(\.took).sorted()
        return sorted.isEmpty ? .zero : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
