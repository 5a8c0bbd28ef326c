import CoreMetrics
import Logging
import Synchronization
public import TenfoldCore
import TenfoldData
import TenfoldHTTP
package import TenfoldTelemetry

/// A running app: its modules over their data, and, when it serves, its HTTP ports and its background work.
///
///     let application = try await Application.start(Shop.self, options)
///     let account = try await application.send(FindAccount(id: id))
///     await application.stop()
public final class Application: Sendable {
    /// The app's name.
    public let name: String
    package let options: ApplicationOptions
    package let health: Health
    let assembly: Assembly
    private let serving = Mutex<Serving?>(nil)

    private init(assembly: Assembly, health: Health) {
        self.name = assembly.app
        self.options = assembly.options
        self.assembly = assembly
        self.health = health
    }

    /// Opens the app's data and modules and serves until `stop`.
    ///
    /// - Throws: `BootFaults` with every fault in the declarations; `Fault` when data cannot be opened or an address is
    ///   taken.
    public static func start(_ app: any App.Type, _ options: ApplicationOptions = .init()) async throws -> Application {
        let application = try await open(app, options)
        do {
            try await app.checkBeforeServing(application, isPublic: !options.isLoopback)
            try await application.serve()
        } catch {
            await application.stop()
            throw error
        }
        return application
    }

    /// Opens the app's data and modules without serving: for the app's own commands, beside a process that serves.
    public static func open(_ app: any App.Type, _ options: ApplicationOptions = .init()) async throws -> Application {
        _ = ProcessMetrics.shared
        let modules = app.modules.map { ModuleDescription(opening: $0) }
        let faults = DeclarationChecks.faults(in: modules)
        guard faults.isEmpty else { throw BootFaults(app: app.name, faults: faults) }
        let health = Health()
        health.set(StorageHealth.check, .ready)
        let assembly = try await Assembly.make(app: app, modules: modules, options: options)
        return Application(assembly: assembly, health: health)
    }

    /// Sends a message to the module that handles it, as the app itself or as `principal`.
    public func send<Body: Message>(
        _ message: Body, as principal: Principal? = nil, key: String? = nil
    ) async throws -> Body.Reply {
        var call = Call.current
        call.principal = principal ?? call.principal
        if call.deadline == nil { call.deadline = .now + options.requestTimeout }
        return try await Call.$current.withValue(call) {
            try await Sender(slot: assembly.senders.slot(for: Body.self))(message, key: key)
        }
    }

    /// Where the public API is, for instance `http://127.0.0.1:8080`. Empty when it does not serve.
    public var publicAddress: String { serving.withLock { $0?.publicAddress ?? "" } }

    /// Where health and metrics are. Empty when it does not serve.
    public var adminAddress: String { serving.withLock { $0?.adminAddress ?? "" } }

    /// Where the stage's other processes call. Empty where none do.
    package var internalAddress: String { serving.withLock { $0?.internalAddress ?? "" } }

    /// Stops: no new connections, accepted requests are answered, background work ends, data is closed. Safe to call
    /// twice.
    public func stop() async {
        health.drain()
        let serving = serving.withLock { current in
            defer { current = nil }
            return current
        }
        await serving?.stop(grace: options.shutdownGrace)
        await assembly.close()
    }

    private func serve() async throws {
        try await assembly.freeDeadOwners()
        let serving = try await Serving.start(assembly: assembly, health: health)
        self.serving.withLock { $0 = serving }
        health.markStarted()
    }
}
