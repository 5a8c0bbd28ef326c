import Tenfold
import TenfoldCore
import TenfoldHTTP
import TenfoldRuntime

/// The process that answers, on two loops.
enum Callee {
    static func serve(port: Int, folder: String) async throws {
        let role = ServiceRole(
            service: "echo", modules: [Echo.name], internalAddress: Stage.address(port), remotes: [],
            secret: Stage.secret, servesPublic: false)
        _ = try await Application.start(RemoteCalls.self, Stage.options(role, folder: folder))
        while true { try await Task.sleep(for: .seconds(3_600)) }
    }
}

/// What both have in common.
enum Stage {
    static let secret = Secret("a-secret-of-the-benchmarks-that-is-long-enough")

    static func address(_ port: Int) -> HTTPEndpoint { HTTPEndpoint(host: "127.0.0.1", port: port) }

    static func options(_ role: ServiceRole, folder: String) -> ApplicationOptions {
        var options = ApplicationOptions()
        options.dataFolder = folder
        (options.port, options.adminPort) = (0, 0)
        options.loops = 2
        // The load itself is made of requests.
        options.requestTimeout = .seconds(600)
        options.role = role
        return options
    }
}
