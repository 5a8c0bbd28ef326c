public import Tenfold
import TenfoldRuntime

/// An app that serves inside the test's own process, on free ports, with its data in a temporary folder.
///
///     let app = try await TestApp.start(Shop.self)
///     let answer = try await app.client.get("/products")
///     await app.stop()
public struct TestApp: Sendable {
    /// The app, to send messages to.
    public let application: Application
    /// A caller of its public API, without a token.
    public let client: APIClient
    /// A caller of its admin port.
    public let admin: APIClient
    private let folder: TestFolder
    private let wire: FaultyWire?

    /// What went wrong on the wire so far, where it was given faults.
    public var wireFaults: WireFaultCounts { wire?.counts ?? WireFaultCounts() }

    /// Starts an app.
    ///
    /// - Parameters:
    ///   - topology: `.local` or `.overTheWire`; the processes of a stage are `AppProcess`'s.
    ///   - faults: what goes wrong on the wire, over which calls go with `.overTheWire`.
    ///   - change: changes the options, for instance the number of shards. Passwords cost little unless it says
    ///     otherwise.
    /// - Throws: whatever stops the start.
    public static func start(
        _ app: any App.Type, topology: Topology = .local, faults: WireFaults? = nil,
        _ change: (inout ApplicationOptions) -> Void = { _ in }
    ) async throws -> TestApp {
        let folder = try TestFolder()
        var options = ApplicationOptions()
        options.dataFolder = folder.path + "/data"
        options.port = 0
        options.adminPort = 0
        options.passwordCostLog2 = 10
        if case .stage(let name, _) = topology {
            throw StartFailed(reason: "stage \(name) has several processes: start it with AppProcess", output: "")
        }
        if topology == .overTheWire { options.role = try .callingItself(app) }
        let wire = faults.map { FaultyWire($0) }
        options.interceptor = wire
        change(&options)
        let application = try await Application.start(app, options)
        return TestApp(
            application: application, client: try APIClient(address: application.publicAddress),
            admin: try APIClient(address: application.adminAddress), folder: folder, wire: wire)
    }

    /// Stops it as SIGTERM does.
    public func stop() async { await application.stop() }
}

extension APIClient {
    /// A caller of an address such as `http://127.0.0.1:8080`.
    init(address: String) throws {
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]) else {
            throw NoAnswer("\(address) has no port")
        }
        self.init(port: port)
    }
}
