import NIOCore
import NIOPosix
import TenfoldHTTP

/// The connections of one loop to one server: the one that was used last is used first, so that in quiet times the others
/// grow old and go. Requests beyond the limit wait, first come, first served.
// Unchecked: every variable is touched only on the loop.
final class UpstreamServer: @unchecked Sendable {
    let endpoint: HTTPEndpoint
    /// Lives as long as the loop's servers do.
    private unowned let proxy: ProxyLoop
    private var idle: [UpstreamConnection] = []
    private var waiting: [ProxyConnection] = []
    /// Open, those in use and those that are idle.
    private var openCount = 0
    private var connecting = 0
    private var isClosing = false

    init(_ endpoint: HTTPEndpoint, on proxy: ProxyLoop) {
        self.endpoint = endpoint
        self.proxy = proxy
    }

    /// A connection that is open and free.
    func takeIdle() -> UpstreamConnection? {
        while let connection = idle.popLast() {
            if connection.isUsable { return connection }
        }
        return nil
    }

    /// Has a client wait for a connection; false where too many do already.
    func wait(_ client: ProxyConnection) -> Bool {
        guard waiting.count < proxy.limits.waitingPerServer else { return false }
        waiting.append(client)
        growIfNeeded()
        return true
    }

    func stopWaiting(_ client: ProxyConnection) { waiting.removeAll { $0 === client } }

    /// A connection has nothing to do.
    func release(_ connection: UpstreamConnection) {
        guard !isClosing else { return connection.cut() }
        guard !waiting.isEmpty else { return idle.append(connection) }
        waiting.removeFirst().attach(connection)
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
        let limit = TimeAmount(proxy.limits.serverIdleTimeout)
        for connection in idle where now - connection.idleSince > limit { connection.cut() }
    }

    func close() {
        isClosing = true
        for connection in idle { connection.cut() }
    }

    private func growIfNeeded() {
        while connecting < waiting.count, openCount + connecting < proxy.limits.connectionsPerServer { connect() }
    }

    private func connect() {
        connecting += 1
        let bootstrap = ClientBootstrap(group: proxy.loop)
            .connectTimeout(TimeAmount(proxy.limits.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(UpstreamConnection(self, on: self.proxy))
                }
            }
        // A name is looked up by other threads; an address need not be.
        let address = try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port)
        let channel = address.map(bootstrap.connect) ?? bootstrap.connect(host: endpoint.host, port: endpoint.port)
        channel.hop(to: proxy.loop).assumeIsolated().whenComplete { self.connected($0) }
    }

    private func connected(_ outcome: Result<any Channel, any Error>) {
        connecting -= 1
        do {
            let channel = try outcome.get()
            let connection = try channel.pipeline.syncOperations.handler(type: UpstreamConnection.self)
            guard connection.isUsable else { throw ChannelError.ioOnClosedChannel }
            openCount += 1
            connection.wasOpened = true
            release(connection)
        } catch {
            cannotConnect("\(error)")
        }
    }

    /// Who waits is told once nobody is left who could serve them.
    private func cannotConnect(_ reason: String) {
        guard openCount == 0, connecting == 0 else { return growIfNeeded() }
        let failed = waiting
        waiting = []
        for client in failed { client.failed(.cannotConnect(reason)) }
    }
}
