import TenfoldResilience

/// Two permits, each held for 10 ms on average, behind a line; with admission, an `AdmissionQueue` before it all.
struct Replica {
    enum Condition {
        case well, slow, refusing, frozen, faulty
    }

    enum Effect {
        /// The attempt holds a permit from now on.
        case start(Int)
        case shed(Int)
    }

    static let permits = 2
    /// Requests a second that it can do.
    static let capacity = 200.0

    var condition = Condition.well
    /// How often it has died: what it worked on before is lost.
    private(set) var life = 0
    /// All that it has taken on and not answered.
    private(set) var open: Set<Int> = []
    private var line: [Int] = []
    private var head = 0
    private var busy = 0
    private var admission: AdmissionQueue?

    init(hasAdmission: Bool) {
        if hasAdmission { admission = AdmissionQueue() }
    }

    mutating func arrive(_ attempt: Int, rank: Int, deadline: Duration, now: Duration) -> [Effect] {
        open.insert(attempt)
        guard admission != nil else { return enter(attempt) }
        return carryOut(admission?.arrive(attempt, rank: rank, deadline: deadline, now: now) ?? [])
    }

    mutating func finished(_ attempt: Int, inTime: Bool, now: Duration) -> [Effect] {
        open.remove(attempt)
        busy -= 1
        let effects = startNext()
        return effects + carryOut(admission?.finished(attempt, inTime ? .success : .dropped, now: now) ?? [])
    }

    mutating func tick(now: Duration) -> [Effect] { carryOut(admission?.tick(now: now) ?? []) }

    /// Everything it was at is gone; answers what that was.
    mutating func die() -> [Int] {
        let lost = open.sorted()
        let hasAdmission = admission != nil
        let next = life + 1
        self = Replica(hasAdmission: hasAdmission)
        life = next
        condition = .refusing
        return lost
    }

    private mutating func carryOut(_ actions: [AdmissionQueue.Action]) -> [Effect] {
        actions.flatMap { action -> [Effect] in
            switch action {
            case .admit(let attempt): return enter(attempt)
            case .shed(let attempt, _):
                open.remove(attempt)
                return [.shed(attempt)]
            }
        }
    }

    private mutating func enter(_ attempt: Int) -> [Effect] {
        line.append(attempt)
        return startNext()
    }

    private mutating func startNext() -> [Effect] {
        guard busy < Self.permits, head < line.count else { return [] }
        busy += 1
        defer {
            head += 1
            if head > 1_000 {
                line.removeFirst(head)
                head = 0
            }
        }
        return [.start(line[head])]
    }
}
