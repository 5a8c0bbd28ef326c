import Synchronization
import TenfoldCore
import TenfoldResilience

/// Stands before the handler of one message: lets in as many calls as it can work on, keeps some waiting, and turns the
/// rest away, the least important first. The decisions are `AdmissionQueue`'s.
final class AdmissionDesk: Sendable {
    private enum Decision {
        case admitted
        case shed(ShedReason)
    }

    private struct State {
        var queue: AdmissionQueue
        var nextID: Int = 0
        /// Calls without a decision.
        var undecided: Set<Int> = []
        /// Callers that wait for a decision. Each is taken out by who resumes it, once.
        var waiting: [Int: UnsafeContinuation<Decision, Never>] = [:]
        /// Decisions that came before their caller began to wait.
        var early: [Int: Decision] = [:]
        var isTicking = false
    }

    /// Tells callers the level, in answers: calls below it would be turned away.
    static let fieldName = "Tenfold-Admission-Level"
    private static let tick = Duration.milliseconds(10)

    private let message: String
    private let state: Mutex<State>
    private let metrics: AdmissionMetrics

    init(message: String, options: AdmissionOptions = AdmissionOptions()) {
        self.message = message
        state = Mutex(State(queue: AdmissionQueue(options)))
        metrics = AdmissionMetrics(message: message)
    }

    /// Calls less important than this are turned away now; 0 for none.
    var level: Int { state.withLock { $0.queue.level } }

    /// How many were turned away so far.
    var shedCount: Int { state.withLock { $0.queue.shedCounts.values.reduce(0, +) } }

    /// Whether nothing runs, waits or is remembered.
    var isIdle: Bool {
        state.withLock { state in
            state.undecided.isEmpty && state.waiting.isEmpty && state.early.isEmpty && state.queue.runningCount == 0
                && state.queue.queueLength == 0
        }
    }

    /// Runs `work` when there is room for it. Throws `Fault` (`overloaded`) where there is not.
    func run<Value>(_ call: Call, _ work: () async throws -> Value) async throws -> Value {
        let id = try await enter(call)
        do {
            let value = try await work()
            leave(id, .success)
            return value
        } catch {
            leave(id, Self.outcome(of: error))
            throw error
        }
    }

    private func enter(_ call: Call) async throws -> Int {
        let (id, decision) = arrive(call)
        switch decision {
        case .admitted?: return id
        case .shed(let reason)?: throw refusal(reason)
        case nil: break
        }
        let waited = await withTaskCancellationHandler {
            // Resumed once: a decision is taken out of `waiting` or `early` by whoever delivers it.
            await withUnsafeContinuation { wait(id, $0) }
        } onCancel: {
            withdraw(id)
        }
        if case .shed(let reason) = waited { throw refusal(reason) }
        if Task.isCancelled {
            leave(id, .cancelled)
            throw Fault(.cancelled, "the caller is gone")
        }
        return id
    }

    /// The usual call is let in at once, without waiting.
    private func arrive(_ call: Call) -> (Int, Decision?) {
        let now = CallClock.now
        let (id, actions) = state.withLock { state in
            state.nextID += 1
            state.undecided.insert(state.nextID)
            let actions = state.queue.arrive(
                state.nextID, priority: call.priority.rawValue, rank: CallRank.rank(of: call),
                deadline: call.deadline.map { CallClock.time(of: $0) }, now: now)
            return (state.nextID, actions)
        }
        var own: Decision?
        deliver(actions) { decided, decision in
            if decided == id { own = decision }
            return decided == id
        }
        tickIfNeeded()
        return (id, own)
    }

    // Resumed once: by whoever takes it out of `waiting`, or here where the decision came first.
    private func wait(_ id: Int, _ continuation: UnsafeContinuation<Decision, Never>) {
        let early = state.withLock { state in
            let early = state.early.removeValue(forKey: id)
            if early == nil { state.waiting[id] = continuation }
            return early
        }
        if let early { continuation.resume(returning: early) }
    }

    private func withdraw(_ id: Int) {
        let now = CallClock.now
        // Taken out of `waiting`, so nobody else resumes it.
        let continuation = state.withLock { state -> UnsafeContinuation<Decision, Never>? in
            guard state.undecided.remove(id) != nil else { return nil }
            state.queue.withdraw(id, now: now)
            let continuation = state.waiting.removeValue(forKey: id)
            if continuation == nil { state.early[id] = .shed(.expired) }
            return continuation
        }
        continuation?.resume(returning: .shed(.expired))
    }

    private func leave(_ id: Int, _ outcome: ConcurrencyLimit.Outcome) {
        let now = CallClock.now
        let actions = state.withLock { $0.queue.finished(id, outcome, now: now) }
        deliver(actions) { _, _ in false }
    }

    /// - Parameter takes: answers whether a decision was taken by who asked for it.
    private func deliver(_ actions: [AdmissionQueue.Action], takes: (Int, Decision) -> Bool) {
        for action in actions {
            let (id, decision) = Self.decision(in: action)
            if case .shed(let reason) = decision { metrics.count(reason) }
            let isTaken = takes(id, decision)
            // Taken out of `waiting`, so nobody else resumes it.
            let continuation = state.withLock { state -> UnsafeContinuation<Decision, Never>? in
                state.undecided.remove(id)
                if isTaken { return nil }
                let continuation = state.waiting.removeValue(forKey: id)
                if continuation == nil { state.early[id] = decision }
                return continuation
            }
            continuation?.resume(returning: decision)
        }
    }

    private static func decision(in action: AdmissionQueue.Action) -> (Int, Decision) {
        switch action {
        case .admit(let id): (id, .admitted)
        case .shed(let id, let reason): (id, .shed(reason))
        }
    }

    /// One task ticks while somebody waits or the level is up.
    private func tickIfNeeded() {
        let begins = state.withLock { state in
            guard state.queue.needsTicks, !state.isTicking else { return false }
            state.isTicking = true
            return true
        }
        guard begins else { return }
        Task { [weak self] in
            while let desk = self, desk.tickOnce() { try? await Task.sleep(for: Self.tick) }
        }
    }

    /// Whether there is need of another.
    private func tickOnce() -> Bool {
        let now = CallClock.now
        let (actions, goesOn, queue) = state.withLock { state in
            let actions = state.queue.tick(now: now)
            state.isTicking = state.queue.needsTicks
            return (actions, state.isTicking, (state.queue.queueLength, state.queue.level, state.queue.limit.current))
        }
        metrics.record(waiting: queue.0, level: queue.1, limit: queue.2)
        deliver(actions) { _, _ in false }
        return goesOn
    }

    private func refusal(_ reason: ShedReason) -> Fault {
        reason == .expired
            ? Fault(.deadlineExceeded, "the time allowed for \(message) ran out while it waited for room")
            : Fault(.overloaded, "there is no room for \(message) now (\(reason.rawValue))")
    }

    private static func outcome(of error: any Error) -> ConcurrencyLimit.Outcome {
        switch error {
        case is Refusal: .success
        case let fault as Fault where fault.code == .deadlineExceeded || fault.code == .overloaded: .dropped
        case let fault as Fault where fault.code == .cancelled: .cancelled
        case is CancellationError: .cancelled
        default: .failure
        }
    }
}

/// Which of the calls of one priority are turned away first: by the public request that they belong to, so that all calls
/// of one request fare alike, and the next request of the same caller has another chance.
///
/// DAGOR takes the user and the hour (see `AdmissionLevel`); then a caller who sends most of all calls, such as a machine
/// behind one account, is turned away with all of them or with none.
enum CallRank {
    static func rank(of call: Call) -> Int {
        guard let id = call.requestID else {
            var random = TracingRandom()
            return Int(random.next() % UInt64(AdmissionLevel.ranks))
        }
        if let words = id.words { return Int((words.low ^ (words.low >> 32)) % UInt64(AdmissionLevel.ranks)) }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in id.description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int((hash ^ (hash >> 32)) % UInt64(AdmissionLevel.ranks))
    }
}
