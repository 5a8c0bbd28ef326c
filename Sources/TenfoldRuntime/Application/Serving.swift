import Logging
import TenfoldCore
import TenfoldHTTP
import TenfoldTelemetry

/// What runs while an app serves: its HTTP servers and the background work.
final class Serving: Sendable {
    /// The public API; empty where another process of the stage has it.
    let publicAddress: String
    /// For the stage's other processes; empty where none calls.
    let internalAddress: String
    let adminAddress: String
    private let servers: [HTTPServer]
    private let adminServer: HTTPServer
    private let watchdog: LoopWatchdog
    private let background: BackgroundWork

    private init(
        publicAddress: String, internalAddress: String, adminAddress: String, servers: [HTTPServer],
        adminServer: HTTPServer, watchdog: LoopWatchdog, background: BackgroundWork
    ) {
        self.publicAddress = publicAddress
        self.internalAddress = internalAddress
        self.adminAddress = adminAddress
        self.servers = servers
        self.adminServer = adminServer
        self.watchdog = watchdog
        self.background = background
    }

    static func start(assembly: Assembly, health: Health) async throws -> Serving {
        let doors = Doors(assembly: assembly)
        let admin = try doors.adminServer(health: health)
        let adminAddress = try await admin.start()
        var started: [HTTPServer] = []
        do {
            let names = WorkNames()
            let internalAddress = try await start(try doors.internalServer(names), &started)
            let publicAddress = try await start(try doors.publicServer(names), &started)
            let watchdog = LoopWatchdog(started.flatMap(\.activities), names: names, logger: assembly.logger)
            try watchdog.start()
            return Serving(
                publicAddress: publicAddress, internalAddress: internalAddress, adminAddress: "http://\(adminAddress)",
                servers: started, adminServer: admin, watchdog: watchdog,
                background: BackgroundWork(assembly.backgroundWork(health: health)))
        } catch {
            for server in started { await server.shutdown(grace: .zero) }
            await admin.shutdown(grace: .zero)
            throw error
        }
    }

    /// Where it listens; empty where there is no such server.
    private static func start(_ server: HTTPServer?, _ started: inout [HTTPServer]) async throws -> String {
        guard let server else { return "" }
        let address = try await server.start()
        started.append(server)
        return "http://\(address)"
    }

    func stop(grace: Duration) async {
        await withDiscardingTaskGroup { group in
            for server in servers { group.addTask { await server.shutdown(grace: grace) } }
        }
        watchdog.stop()
        await background.stop()
        await adminServer.shutdown(grace: .seconds(1))
    }
}
