import Foundation

/// An app that serves as a process of its own, on free ports, with its data in a temporary folder.
public final class AppProcess: Sendable {
    /// A caller of its public API, without a token.
    public let client: APIClient
    /// A caller of its admin port: `/livez`, `/readyz`, `/metrics`.
    public let admin: APIClient
    /// Its data folder.
    public let data: String
    private let process: ChildProcess

    private init(process: ChildProcess, port: Int, adminPort: Int, data: String) {
        self.process = process
        self.client = APIClient(port: port)
        self.admin = APIClient(port: adminPort)
        self.data = data
    }

    /// Starts the executable and waits until it is ready.
    ///
    /// - Parameters:
    ///   - executable: its path, or the name of an executable that was built beside the tests.
    ///   - topology: as one process, or as all processes of a stage.
    /// - Throws: `StartFailed` with its output when it ends before it is ready, or is not ready in time.
    public static func start(
        _ executable: String, data: String, topology: Topology = .local, arguments: [String] = [],
        environment: [String: String] = [:],
        within limit: Duration = .seconds(60)
    ) async throws -> AppProcess {
        let ports = try await FreePorts.find(2)
        let process = try ChildProcess(
            executable,
            topology.command + ["--port", "\(ports[0])", "--admin-port", "\(ports[1])", "--data", data] + arguments,
            environment: environment)
        let app = AppProcess(process: process, port: ports[0], adminPort: ports[1], data: data)
        do {
            try await eventually("the app is ready", within: limit) { try await app.isReady() }
        } catch let error as NeverHappened {
            process.sendSignal(SIGKILL)
            throw StartFailed(reason: "\(error)", output: process.output)
        }
        return app
    }

    /// Its process id.
    public var processID: Int32 { process.id }

    /// What it has written so far.
    public var output: String { process.output }

    /// Kills it at once, as `kill -9` does, and waits until it is gone.
    public func kill() async throws {
        process.sendSignal(SIGKILL)
        _ = try await process.waitForExit()
    }

    /// Asks it to stop, as an orchestrator does, and waits for its exit.
    public func terminate(within limit: Duration = .seconds(30)) async throws -> ProcessExit {
        process.sendSignal(SIGTERM)
        return try await process.waitForExit(within: limit)
    }

    private func isReady() async throws -> Bool {
        guard process.isRunning else {
            throw StartFailed(reason: "the process ended before it was ready", output: process.output)
        }
        return await (try? admin.get("/readyz"))?.status == 200
    }
}

/// An app did not become ready.
public struct StartFailed: Error, CustomStringConvertible, Sendable {
    /// What happened.
    public let reason: String
    /// What it wrote.
    public let output: String

    /// Both, for the test's report.
    public var description: String { "\(reason)\n\(output)" }
}
