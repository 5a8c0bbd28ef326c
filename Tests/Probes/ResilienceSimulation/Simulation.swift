import TenfoldCore
import TenfoldResilience

/// Ten callers and a hundred replicas in virtual time: what one policy makes of one scenario, the same for each seed.
struct Simulation {
    private enum Event {
        case arrival
        case send(request: Int)
        case reach(attempt: Int)
        case worked(attempt: Int, life: Int)
        case answer(attempt: Int, AttemptOutcome)
        case timeout(attempt: Int)
        case look
    }

    private struct Request {
        let caller: Int
        let arrivedAt: Duration
        let rank: Int
        var tried: [Int] = []
        var succeededAt: Duration?
    }

    private struct Attempt {
        let request: Int
        let picked: Caller.Picked
        let deadline: Duration
        var isOpen = true
    }

    private static let callers = 10
    private static let network = Duration.microseconds(250)
    private static let requestTimeout = Duration.seconds(1)
    private static let attemptTimeout = Duration.milliseconds(300)
    private static let look = Duration.milliseconds(10)

    private let scenario: Scenario
    private let policy: Policy
    private let wanted: Int
    private let retryPolicy = RetryPolicy()
    private var random: SeededRandom
    private var events = EventQueue<Event>()
    private var callers: [Caller]
    private var replicas: [Replica]
    private var requests: [Request] = []
    private var attempts: [Attempt] = []
    private var mostEjected = 0

    init(_ scenario: Scenario, _ policy: Policy, requests: Int, seed: UInt64) {
        self.scenario = scenario
        self.policy = policy
        wanted = requests
        random = SeededRandom(seed: seed)
        callers = (0..<Self.callers).map { Caller(policy: policy, number: $0) }
        replicas = (0..<Scenario.replicas).map { _ in Replica(hasAdmission: policy == .admission) }
    }

    mutating func run() -> Outcome {
        events.add(.look, at: .zero)
        events.add(.arrival, at: .zero)
        while let (now, event) = events.next() { handle(event, now) }
        return outcome
    }

    private mutating func handle(_ event: Event, _ now: Duration) {
        switch event {
        case .arrival: arrive(now)
        case .send(let request): send(request, now)
        case .reach(let attempt): reach(attempt, now)
        case .worked(let attempt, let life): worked(attempt, life, now)
        case .answer(let attempt, let outcome): ended(attempt, outcome, now)
        case .timeout(let attempt): ended(attempt, .failure, now)
        case .look: look(now)
        }
    }
}

// MARK: Callers

extension Simulation {
    private mutating func arrive(_ now: Duration) {
        let caller = Int.random(in: 0..<Self.callers, using: &random)
        requests.append(
            Request(caller: caller, arrivedAt: now, rank: Int.random(in: 0..<AdmissionLevel.ranks, using: &random)))
        callers[caller].budget.deposit(now: now)
        send(requests.count - 1, now)
        guard requests.count < wanted else { return }
        let rate = scenario.load * Replica.capacity * Double(Scenario.replicas)
        events.add(.arrival, at: now + random.gap(rate: rate))
    }

    private mutating func send(_ request: Int, _ now: Duration) {
        let caller = requests[request].caller
        let picked = callers[caller].pick(tried: requests[request].tried, now: now, using: &random)
        requests[request].tried.append(picked.replica)
        let deadline = min(requests[request].arrivedAt + Self.requestTimeout, now + Self.attemptTimeout)
        attempts.append(Attempt(request: request, picked: picked, deadline: deadline))
        events.add(.reach(attempt: attempts.count - 1), at: now + Self.network)
        events.add(.timeout(attempt: attempts.count - 1), at: deadline)
    }

    private mutating func ended(_ number: Int, _ outcome: AttemptOutcome, _ now: Duration) {
        guard attempts[number].isOpen else { return }
        attempts[number].isOpen = false
        let attempt = attempts[number]
        let caller = requests[attempt.request].caller
        callers[caller].ended(attempt.picked, outcome, now: now)
        mostEjected = max(mostEjected, callers[caller].mostEjected)
        if outcome == .success {
            requests[attempt.request].succeededAt = now
        } else if policy.retries {
            retry(attempt.request, reachedServer: outcome != .unreachable, now)
        }
    }

    private mutating func retry(_ request: Int, reachedServer: Bool, _ now: Duration) {
        let failed = RetryPolicy.FailedAttempt(
            number: requests[request].tried.count, isOutermost: true, reachedServer: reachedServer,
            deadline: requests[request].arrivedAt + Self.requestTimeout)
        let decision = retryPolicy.decision(
            after: failed, budget: &callers[requests[request].caller].budget, now: now, using: &random)
        if case .retry(let wait) = decision { events.add(.send(request: request), at: now + wait) }
    }
}

// MARK: Replicas

extension Simulation {
    private mutating func reach(_ number: Int, _ now: Duration) {
        let replica = attempts[number].picked.replica
        switch replicas[replica].condition {
        case .refusing: answer(number, .unreachable, now)
        case .frozen: break
        case .faulty where Bool.random(using: &random): answer(number, .failure, now)
        case .well, .slow, .faulty:
            let rank = requests[attempts[number].request].rank
            let effects = replicas[replica].arrive(number, rank: rank, deadline: attempts[number].deadline, now: now)
            carryOut(effects, of: replica, now)
        }
    }

    private mutating func carryOut(_ effects: [Replica.Effect], of replica: Int, _ now: Duration) {
        for effect in effects {
            switch effect {
            case .shed(let attempt): answer(attempt, .shed, now)
            case .start(let attempt):
                let work = Duration.milliseconds(2) + random.gap(rate: 125)
                let factor = replicas[replica].condition == .slow ? 50 : 1
                events.add(.worked(attempt: attempt, life: replicas[replica].life), at: now + work * factor)
            }
        }
    }

    private mutating func worked(_ number: Int, _ life: Int, _ now: Duration) {
        let replica = attempts[number].picked.replica
        guard replicas[replica].life == life else { return }
        answer(number, .success, now)
        let inTime = now <= attempts[number].deadline
        carryOut(replicas[replica].finished(number, inTime: inTime, now: now), of: replica, now)
    }

    private mutating func answer(_ attempt: Int, _ outcome: AttemptOutcome, _ now: Duration) {
        events.add(.answer(attempt: attempt, outcome), at: now + Self.network)
    }

    /// Every 10 ms: conditions change, and replicas look after those who wait.
    private mutating func look(_ now: Duration) {
        for replica in replicas.indices {
            let condition = scenario.condition(of: replica, now: now)
            if condition == .refusing, replicas[replica].condition != .refusing {
                for attempt in replicas[replica].die() { answer(attempt, .unreachable, now) }
            }
            replicas[replica].condition = condition
            carryOut(replicas[replica].tick(now: now), of: replica, now)
        }
        let end = (requests.last?.arrivedAt ?? .zero) + .seconds(2)
        if requests.count < wanted || now < end { events.add(.look, at: now + Self.look) }
    }
}

// MARK: What came of it

extension Simulation {
    private var outcome: Outcome {
        let counted = requests.dropFirst(requests.count / 5)
        let times = counted.compactMap { request in
            request.succeededAt.map { ($0 - request.arrivedAt) / .milliseconds(1) }
        }.sorted()
        func percentile(_ share: Double) -> Double {
            times.isEmpty ? 0 : times[min(times.count - 1, Int(Double(times.count) * share))]
        }
        return Outcome(
            scenario: scenario, policy: policy, requests: requests.count,
            success: Double(times.count) / Double(max(1, counted.count)), median: percentile(0.5),
            p99: percentile(0.99), p999: percentile(0.999),
            amplification: Double(attempts.count) / Double(max(1, requests.count)), mostEjected: mostEjected)
    }
}
