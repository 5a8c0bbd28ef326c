import Tenfold
import TenfoldCore
import TenfoldHTTP
import TenfoldRuntime

/// The process that asks: a service with a public port, of which each request in flight makes one call after the other.
struct Caller {
    let application: Application
    let client = HTTPClient()
    let load: Load

    static func measure(_ load: Load, port: Int, folder: String) async throws -> Report {
        let role = ServiceRole(
            service: "driver", modules: [Driver.name], internalAddress: nil,
            remotes: [.init(service: "echo", modules: [Echo.name], endpoints: [Stage.address(port)])],
            secret: Stage.secret, servesPublic: true)
        let application = try await Application.start(RemoteCalls.self, Stage.options(role, folder: folder))
        let caller = Caller(application: application, load: load)
        let report = try await caller.measure()
        await caller.client.close()
        await application.stop()
        return report
    }

    private func measure() async throws -> Report {
        _ = try await window(load.warmUpSeconds)
        let (callee, caller) = (try ProcessorTime.of(load.callee), try ProcessorTime.own())
        let began = ContinuousClock.now
        let nanoseconds = try await window(load.seconds)
        return Report(
            calls: nanoseconds.count, seconds: (ContinuousClock.now - began) / .seconds(1),
            callerCPUSeconds: try ProcessorTime.own() - caller,
            calleeCPUSeconds: try ProcessorTime.of(load.callee) - callee,
            medianMilliseconds: Double(nanoseconds[nanoseconds.count / 2]) / 1e6,
            p99Milliseconds: Double(nanoseconds[nanoseconds.count * 99 / 100]) / 1e6)
    }

    /// Answers how many nanoseconds each call took, the shortest first.
    private func window(_ seconds: Int) async throws -> [Int64] {
        let port = application.publicAddress.split(separator: ":").last.flatMap { Int($0) } ?? 0
        let endpoint = HTTPEndpoint(host: "127.0.0.1", port: port)
        try await withThrowingTaskGroup { group in
            for _ in 0..<load.inFlight {
                group.addTask {
                    let response = try await client.send(
                        ClientRequest(.get, "/ask/\(seconds)"), to: endpoint, deadline: .now + .seconds(seconds + 60))
                    guard response.status == .ok else { throw Fault(.unavailable, response.text) }
                }
            }
            try await group.waitForAll()
        }
        return try await application.send(TakeTimes())
    }
}

/// That many calls in flight all the time.
struct Load {
    /// The process that answers.
    var callee: Int32
    var warmUpSeconds: Int
    var seconds: Int
    var inFlight: Int
}
