import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// The connections of one loop to one server: the one that was used last is used first, so that in quiet times the others
/// grow old and go. Requests beyond the limit wait, first come, first served.
// Unchecked: every variable is touched only on the loop.
final class UpstreamServer: @unchecked Sendable {
    // Checks of exclusive access would be a tenth of a request. They hold without: no access to one of these variables
    // lasts while code runs that could come back to it.
    let endpoint: HTTPEndpoint
    let limits: UpstreamLimits
    /// Lives as long as the loop's servers do.
    private unowned let proxy: ProxyLoop
    @exclusivity(unchecked) private var idle: [UpstreamConnection] = []
    @exclusivity(unchecked) private var waiting = CallQueue<WaitingClient>()
    /// Open, those in use and those that are idle.
    @exclusivity(unchecked) private var openCount = 0
    @exclusivity(unchecked) private var connecting = 0
    @exclusivity(unchecked) private var isClosing = false
    // After a failed connection others may still serve: the next is not tried at once.
    private static let backoff = Backoff(base: .milliseconds(50), cap: .seconds(5))
    @exclusivity(unchecked) private var failures = 0
    @exclusivity(unchecked) private var isPausing = false
    @exclusivity(unchecked) private var random = TracingRandom()

    /// A request in the queue. Its connection may have gone on to another by the time that it comes to its turn.
    struct WaitingClient: QueuedCall {
        let client: ProxyConnection
        let ticket: Int
        var hasEnded: Bool { client.waitTicket != ticket }
    }

    init(_ endpoint: HTTPEndpoint, limits: UpstreamLimits, on proxy: ProxyLoop) {
        self.endpoint = endpoint
        self.limits = limits
        self.proxy = proxy
    }

    // MARK: Requests

    /// A connection that is open and free.
    func takeIdle() -> UpstreamConnection? {
        while let connection = idle.popLast() {
            if connection.isUsable { return connection }
        }
        return nil
    }

    /// Has a client wait for a connection; false where too many do already.
    func wait(_ client: ProxyConnection) -> Bool {
        guard waiting.count < limits.waitingPerServer else {
            proxy.metrics.count(.waiting)
            return false
        }
        client.waitTicket += 1
        client.isWaiting = true
        waiting.append(WaitingClient(client: client, ticket: client.waitTicket))
        growIfNeeded()
        return true
    }

    /// The client no longer wants to wait here, if it does.
    func stopWaiting(_ client: ProxyConnection) {
        guard client.isWaiting else { return }
        client.isWaiting = false
        client.waitTicket += 1
        waiting.oneEnded()
    }

    private func takeWaiting() -> ProxyConnection? {
        // The queue is generic, and asking it costs more than the rest of a release.
        guard waiting.count > 0, let client = waiting.popFirst()?.client else { return nil }
        client.isWaiting = false
        client.waitTicket += 1
        return client
    }

    // MARK: Connections

    /// A connection has nothing to do.
    func release(_ connection: UpstreamConnection) {
        if let client = takeWaiting() { return client.attach(connection) }
        if isClosing { return connection.cut() }
        idle.append(connection)
    }

    /// A connection has gone.
    func remove(_ connection: UpstreamConnection) {
        // One that was never open was never counted.
        guard connection.wasOpened else { return }
        openCount -= 1
        idle.removeAll { $0 === connection }
        growIfNeeded()
    }

    func closeIdle(_ now: NIODeadline) {
        let limit = TimeAmount(limits.idleTimeout)
        for connection in idle where now - connection.idleSince > limit {
            proxy.metrics.count(.serverIdle)
            connection.cut()
        }
    }

    /// Takes no more requests; those under way end.
    func close() {
        isClosing = true
        for connection in idle { connection.cut() }
    }

    private func growIfNeeded() {
        // While none is open every request shall see for itself whether the server is there again.
        guard !isPausing || openCount == 0 else { return }
        while connecting < waiting.count {
            guard openCount + connecting < limits.connectionsPerServer else {
                return proxy.metrics.count(.serverConnections)
            }
            connect()
        }
    }

    private func connect() {
        connecting += 1
        let proxy = proxy
        OutboundConnecting.connect(to: endpoint, on: proxy.loop, within: limits.connectTimeout) { channel in
            try ChannelBuffers.apply(to: channel)
            try channel.pipeline.syncOperations.addHandler(UpstreamConnection(self, on: proxy))
        }.assumeIsolated().whenComplete { self.connected($0) }
    }

    private func connected(_ outcome: Result<any Channel, any Error>) {
        connecting -= 1
        do {
            let channel = try outcome.get()
            let connection = try channel.pipeline.syncOperations.handler(type: UpstreamConnection.self)
            guard connection.isConnected else { throw ChannelError.ioOnClosedChannel }
            openCount += 1
            failures = 0
            connection.wasOpened = true
            release(connection)
        } catch {
            if error is ChannelError { proxy.metrics.count(.connectTime) }
            cannotConnect("\(error)")
        }
    }

    /// Who waits is told once nobody is left who could serve them.
    private func cannotConnect(_ reason: String) {
        if openCount > 0 { return pause() }
        guard connecting == 0 else { return }
        let failed = waiting.waiting
        while takeWaiting() != nil {}
        for one in failed { one.client.failed(.cannotConnect(reason)) }
    }

    private func pause() {
        guard !isPausing else { return }
        isPausing = true
        failures += 1
        let delay = Self.backoff.delay(afterFailures: failures, using: &random)
        proxy.loop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) {
            self.isPausing = false
            self.growIfNeeded()
        }
    }
}
