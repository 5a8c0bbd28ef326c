import NIOCore

/// The connections of one loop to one endpoint: the one that was used last is used first, so that in quiet times the
/// others grow old and go. Calls beyond the limit wait, first come, first served.
///
/// While calls wait, there are connections under way or in use: each of them, when it is free, opened, or gone, sees to
/// the next call.
// Unchecked: every variable is touched only on the loop.
final class EndpointPool: @unchecked Sendable {
    let endpoint: HTTPEndpoint
    let pool: ClientPool
    /// `host: …` and CR LF.
    let hostLine: [UInt8]
    private var connections: [ClientConnection] = []
    // Both hold without checks of exclusive access, which every call would pay for: no access calls what could come back.
    @exclusivity(unchecked) private var idle: [ClientConnection] = []
    @exclusivity(unchecked) private var waiting = CallQueue<ClientCall>()
    private var connecting = 0

    init(_ endpoint: HTTPEndpoint, pool: ClientPool) {
        self.endpoint = endpoint
        self.pool = pool
        hostLine = Array("host: \(endpoint)\r\n".utf8)
    }

    var isEmpty: Bool { connections.isEmpty && connecting == 0 && waiting.isEmpty }

    // MARK: Calls

    func take(_ call: ClientCall) {
        if let connection = takeIdle() { return connection.begin(call) }
        guard waiting.count < pool.options.waitingPerEndpoint else {
            return pool.fail(call, HTTPClientError.poolFull(endpoint, waiting: waiting.count))
        }
        call.isWaiting = true
        waiting.append(call)
        pool.metrics.waitBegan()
        growIfNeeded()
    }

    private func takeIdle() -> ClientConnection? {
        while let connection = idle.popLast() {
            if connection.isUsable { return connection }
        }
        return nil
    }

    /// Ends a call that waits here for a reason of its own.
    func endWaiting(_ call: ClientCall, _ error: any Error) {
        call.isWaiting = false
        pool.metrics.waitEnded()
        pool.fail(call, error)
        waiting.oneEnded()
    }

    private func takeWaiting() -> ClientCall? {
        guard let call = waiting.popFirst() else { return nil }
        call.isWaiting = false
        pool.metrics.waitEnded()
        return call
    }

    private func failWaiting(_ error: HTTPClientError) {
        while let call = takeWaiting() { pool.fail(call, error) }
    }

    // MARK: Connections

    /// A connection has nothing to do.
    func release(_ connection: ClientConnection) {
        if let call = takeWaiting() { return connection.begin(call) }
        if pool.isClosing { return connection.cut() }
        connection.idleSince = nil
        idle.append(connection)
    }

    /// A connection has gone.
    func remove(_ connection: ClientConnection) {
        guard let place = connections.firstIndex(where: { $0 === connection }) else { return }
        connections.swapAt(place, connections.count - 1)
        connections.removeLast()
        idle.removeAll { $0 === connection }
        pool.metrics.connectionClosed()
        growIfNeeded()
        if isEmpty { pool.endpointWasEmptied() }
    }

    private func growIfNeeded() {
        while connecting < waiting.count, connections.count + connecting < pool.options.connectionsPerEndpoint {
            connect()
        }
    }

    private func connect() {
        connecting += 1
        OutboundConnecting.connect(to: endpoint, on: pool.loop, within: pool.options.connectTimeout) { channel in
            try channel.pipeline.syncOperations.addHandler(ClientConnection(self))
        }.assumeIsolated().whenComplete { self.connected($0) }
    }

    private func connected(_ outcome: Result<any Channel, any Error>) {
        connecting -= 1
        do {
            let channel = try outcome.get()
            let connection = try channel.pipeline.syncOperations.handler(type: ClientConnection.self)
            guard connection.isUsable else { throw ChannelError.ioOnClosedChannel }
            connections.append(connection)
            pool.metrics.connectionOpened()
            release(connection)
        } catch {
            cannotConnect(error)
        }
    }

    /// Calls fail once nobody is left who could serve them.
    private func cannotConnect(_ error: any Error) {
        guard connections.isEmpty, connecting == 0 else { return }
        failWaiting(.cannotConnect(endpoint, "\(error)"))
        pool.endpointWasEmptied()
    }

    // MARK: Time

    /// Ends the calls whose deadline is over; returns the first deadline of the others.
    func endOverdue(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        var earliest: ContinuousClock.Instant?
        for call in waiting.waiting {
            if call.deadline > now {
                earliest = min(earliest ?? call.deadline, call.deadline)
            } else {
                endWaiting(call, HTTPClientError.waitedTooLong(endpoint))
            }
        }
        for connection in connections {
            guard let deadline = connection.deadline else { continue }
            if deadline > now { earliest = min(earliest ?? deadline, deadline) } else { connection.timeOut() }
        }
        return earliest
    }

    func closeIdle(_ now: ContinuousClock.Instant) {
        for connection in idle {
            if let since = connection.idleSince {
                if now - since >= pool.options.idleTimeout { connection.cut() }
            } else {
                connection.idleSince = now
            }
        }
    }

    // MARK: Shutdown

    func drain() {
        for connection in idle { connection.cut() }
    }

    /// Ends everything.
    func cut() {
        failWaiting(.clientClosed)
        for connection in connections { connection.cut() }
    }
}
