import NIOCore
import TenfoldCore
import TenfoldHTTP
import TenfoldResilience

/// The servers of one upstream as one loop knows them, and which of them gets the next request.
// Unchecked: every variable is touched only on the loop.
final class Upstream: @unchecked Sendable {
    let name: String
    private(set) var servers: [UpstreamServer] = []
    private var pool = EndpointPool<Int>()
    private var random = TracingRandom()

    init(_ upstream: ProxyUpstream, on proxy: ProxyLoop) {
        name = upstream.name
        servers = upstream.servers.map { UpstreamServer($0, on: proxy) }
        pool.update(Array(servers.indices), now: Self.now)
    }

    /// A server for one attempt; nil if there are none.
    func pick(excluding tried: [Int]) -> EndpointPool<Int>.Pick? {
        pool.pick(now: Self.now, excluding: tried, using: &random)
    }

    func ended(_ pick: EndpointPool<Int>.Pick, _ outcome: AttemptOutcome) {
        pool.ended(pick, outcome, now: Self.now)
    }

    func closeIdle(_ now: NIODeadline) { for server in servers { server.closeIdle(now) } }

    func close() { for server in servers { server.close() } }

    private static var now: Duration { .nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds)) }
}
