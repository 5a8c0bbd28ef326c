import FoundationEssentials
import NIOCore
import TenfoldCore

/// What the connections of one event loop share: executor, date, the list of them, and the one timer.
// Unchecked: every variable is touched only on the loop.
final class LoopContext: @unchecked Sendable {
    let loop: any EventLoop
    let executor: DrainExecutor
    let answers: SendBatch
    let server: ServerContext
    private(set) var dateLine: [UInt8] = []
    private(set) var isDraining = false
    private var dateSeconds = 0
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var drained: EventLoopPromise<Void>?
    private var ticker: RepeatedTask?
    private var nextTick: NIODeadline = .distantPast

    /// What the loop is doing, for a watchdog.
    let activity: LoopActivity

    init(loop: any EventLoop, name: String, server: ServerContext) {
        self.loop = loop
        self.server = server
        activity = LoopActivity(name: name)
        executor = DrainExecutor(loop: loop, activity: activity)
        answers = SendBatch(loop: loop)
    }

    func start() {
        let interval = TimeAmount(server.limits.tickInterval)
        refreshDate()
        nextTick = .now() + interval
        ticker = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [weak self] _ in
            self?.tick(now: .now())
        }
    }

    func stop() {
        ticker?.cancel()
        ticker = nil
    }

    func add(_ connection: Connection) { connections[ObjectIdentifier(connection)] = connection }

    func remove(_ connection: Connection) {
        connections[ObjectIdentifier(connection)] = nil
        if connections.isEmpty { drained.take()?.succeed() }
    }

    /// From now on each connection ends after what it has read is answered.
    func drain() {
        isDraining = true
        for connection in Array(connections.values) { connection.drainBegan() }
    }

    /// Succeeds when the last connection has gone.
    func whenEmpty() -> EventLoopFuture<Void> {
        if connections.isEmpty { return loop.makeSucceededVoidFuture() }
        let promise = drained ?? loop.makePromise(of: Void.self)
        drained = promise
        return promise.futureResult
    }

    /// Cuts every connection that is left, and says how many.
    func cutAll() -> Int {
        let left = Array(connections.values)
        for connection in left { connection.cut() }
        return left.count
    }

    private func tick(now: NIODeadline) {
        server.metrics.recordTick(lag: Duration(now - nextTick))
        nextTick = now + TimeAmount(server.limits.tickInterval)
        refreshDate()
        for connection in Array(connections.values) { connection.tick(now: now) }
    }

    private func refreshDate() {
        let seconds = Int(Date().timeIntervalSince1970)
        guard seconds != dateSeconds else { return }
        dateSeconds = seconds
        dateLine = HTTPDate.fieldLine(secondsSince1970: seconds)
    }
}
