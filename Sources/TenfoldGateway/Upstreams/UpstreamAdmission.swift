import NIOCore
import TenfoldCore
import TenfoldResilience

/// Stands before an upstream: has as many requests of one loop under way as its servers answer without delay, lets some
/// wait, and turns the rest away. The decisions are `AdmissionQueue`'s.
// Unchecked: every variable is touched only on the loop.
final class UpstreamAdmission: @unchecked Sendable {
    enum Decision {
        case admitted
        case shed(ShedReason)
    }

    private static let tickInterval = Duration.milliseconds(10)

    private unowned let proxy: ProxyLoop
    private let metrics: UpstreamMetrics
    private var queue = AdmissionQueue()
    private var lastNumber = 0
    /// Without a decision yet.
    private var waiting: [Int: ProxyConnection] = [:]
    private var isTicking = false

    init(on proxy: ProxyLoop, _ metrics: UpstreamMetrics) {
        self.proxy = proxy
        self.metrics = metrics
    }

    /// A request has come. Without a decision it waits, until its client is told one or leaves.
    ///
    /// - Returns: its number; every one has to `leave`.
    func arrive(
        _ client: ProxyConnection, priority: Int, deadline: Duration?, now: Duration
    ) -> (number: Int, decision: Decision?) {
        lastNumber += 1
        let number = lastNumber
        waiting[number] = client
        var random = TracingRandom()
        let actions = queue.arrive(
            number, priority: priority, rank: Int(random.next() % UInt64(AdmissionLevel.ranks)), deadline: deadline,
            now: now)
        var own: Decision?
        deliver(actions) { decided, decision in
            if decided == number { own = decision }
            return decided == number
        }
        tickIfNeeded()
        return (number, own)
    }

    /// The request has ended, or its client has gone.
    func leave(_ number: Int, _ outcome: ConcurrencyLimit.Outcome, now: Duration) {
        if waiting.removeValue(forKey: number) != nil { return queue.withdraw(number, now: now) }
        deliver(queue.finished(number, outcome, now: now)) { _, _ in false }
    }

    /// Once a tick of the loop.
    func record() {
        metrics.record(limit: queue.limit.current, waiting: queue.queueLength, level: queue.level)
    }

    private func deliver(_ actions: [AdmissionQueue.Action], takes: (Int, Decision) -> Bool) {
        for action in actions {
            let (number, decision) = Self.decision(in: action)
            if case .shed(let reason) = decision { metrics.count(reason) }
            guard let client = waiting.removeValue(forKey: number), !takes(number, decision) else { continue }
            // In a turn of its own: who is told may end at once, and let in the next, a thousand deep.
            proxy.loop.assumeIsolated().execute { client.roomDecided(number, decision) }
        }
    }

    private static func decision(in action: AdmissionQueue.Action) -> (Int, Decision) {
        switch action {
        case .admit(let number): (number, .admitted)
        case .shed(let number, let reason): (number, .shed(reason))
        }
    }

    /// While somebody waits or the level is up.
    private func tickIfNeeded() {
        guard queue.needsTicks, !isTicking else { return }
        isTicking = true
        proxy.loop.assumeIsolated().scheduleTask(in: TimeAmount(Self.tickInterval)) { [weak self] in
            guard let self else { return }
            isTicking = false
            deliver(queue.tick(now: MonotonicTime.now)) { _, _ in false }
            tickIfNeeded()
        }
    }
}
