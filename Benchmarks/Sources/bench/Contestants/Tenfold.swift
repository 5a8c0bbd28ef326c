import Foundation

/// The apps of this project.
struct TenfoldApps {
    let builder: Builder

    /// The smallest app. `loops` nil takes one a core.
    func hello(loops: Int? = nil, options: [String] = [], stripped: Bool = false) throws -> Contestant {
        let executable = try executable("hello", stripped: stripped)
        return Contestant(name: "Tenfold", version: Versions.tenfold) { port, adminPort in
            try Self.serve(executable, port, adminPort, loops: loops) + options
        }
    }

    /// The reference app.
    func shop(data: String? = nil, loops: Int? = nil, stripped: Bool = false) throws -> Contestant {
        let executable = try executable("shop", stripped: stripped)
        var shop = Contestant(name: "Tenfold", version: Versions.tenfold) { port, adminPort in
            try Self.serve(executable, port, adminPort, data: data, loops: loops)
        }
        shop.readyPath = "/products"
        return shop
    }

    /// The reference app as the services of its stage file, a replica each, behind its gateway.
    func shopOfServices() throws -> Contestant {
        let executable = try executable("shop", stripped: false)
        let file = "\(Workspace.shared.root)/Examples/Shop/tenfold.yaml"
        let replicas = ["accounts", "sales", "messaging"].flatMap { ["--stage-value", "services.\($0).replicas=1"] }
        var stage = Contestant(name: "three services and a gateway", version: Versions.tenfold) { port, adminPort in
            [
                executable, "up", "--config", file, "--stage", "services", "--free-ports", "--port", "\(port)",
                "--admin-port", "\(adminPort)", "--data", try Workspace.shared.newFolder("data"),
            ] + replicas
        }
        (stage.readyPath, stage.isReadyOnOtherPort) = ("/readyz", true)
        return stage
    }

    /// The command that fronts servers of others.
    func gateway(_ file: GatewayFile, stripped: Bool = false) throws -> Contestant {
        let executable = try executable("tenfold", stripped: stripped)
        var gateway = Contestant(name: "Tenfold", version: Versions.tenfold) { port, adminPort in
            let path = try Workspace.shared.newFile("gateway") + ".yaml"
            try file.text(port: port, adminPort: adminPort).write(toFile: path, atomically: true, encoding: .utf8)
            return [executable, "gateway", "--config", path]
        }
        (gateway.readyPath, gateway.isReadyOnOtherPort) = ("/readyz", true)
        return gateway
    }

    /// The app that writes, with or without a subscriber.
    func journal(isFollowed: Bool) throws -> Contestant {
        let executable = try builder.own("bench-app")
        var journal = Contestant(name: "Tenfold", version: Versions.tenfold) { port, adminPort in
            try Self.serve(executable, port, adminPort)
        }
        journal.environment = ["FOLLOWED": isFollowed ? "1" : "0"]
        journal.readyPath = "/entries/count"
        return journal
    }

    private func executable(_ product: String, stripped: Bool) throws -> String {
        let path = try builder.own(product)
        return stripped ? try Stripped.copy(of: path) : path
    }

    private static func serve(
        _ executable: String, _ port: Int, _ adminPort: Int, data: String? = nil, loops: Int? = nil
    ) throws -> [String] {
        let folder = try data ?? Workspace.shared.newFolder("data")
        return [executable, "serve", "--port", "\(port)", "--admin-port", "\(adminPort)", "--data", folder]
            + (loops.map { ["--loops", "\($0)"] } ?? [])
    }
}

/// A copy without debug information, which callgrind needs too long to read. Symbols stay.
enum Stripped {
    static func copy(of executable: String) throws -> String {
        let copy = try Workspace.shared.newFile("stripped")
        try Tool.run(["cp", executable, copy])
        try Tool.run(["strip", "-g", copy])
        return copy
    }
}
