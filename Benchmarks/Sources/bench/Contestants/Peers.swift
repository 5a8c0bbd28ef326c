import Foundation

/// The frameworks that Tenfold is compared with, as their documentation runs them in production. They answer the same
/// two routes; products come from a file into a map in memory.
struct Peers {
    let builder: Builder
    let products: String

    /// Those that can be had here; one that cannot is told and left out.
    func all() -> [Contestant] {
        Contestant.available([{ try hummingbird() }, go, node, fastAPI])
    }

    /// - Parameter loops: nil takes Hummingbird's default, one a core.
    func hummingbird(loops: Int? = nil, stripped: Bool = false) throws -> Contestant {
        var executable = try builder.peer("hummingbird-peer", folder: "hummingbird-peer")
        if stripped { executable = try Stripped.copy(of: executable) }
        var peer = Contestant(name: "Hummingbird", version: Versions.hummingbird) { [products] port, _ in
            [executable, "\(port)", products]
        }
        if let loops { peer.environment["NIO_SINGLETON_GROUP_LOOP_COUNT"] = "\(loops)" }
        return peer
    }

    func go() throws -> Contestant {
        let executable = try Workspace.shared.newFile("go-peer")
        let version = try Tool.run(["go", "version"]).split(separator: " ").dropFirst(2).first ?? "?"
        try Tool.run(
            ["go", "build", "-o", executable, "."],
            environment: ["GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GO111MODULE": "on"],
            folder: "\(Workspace.shared.peers)/go")
        return Contestant(name: "Go net/http", version: "\(version)") { [products] port, _ in
            [executable, "\(port)", products]
        }
    }

    func node() throws -> Contestant {
        let server = "\(Workspace.shared.peers)/node/server.js"
        var peer = Contestant(
            name: "Node http", version: Tool.line(["node", "--version"]) ?? "?"
        ) { [products] port, _ in ["node", server, "\(port)", products] }
        peer.environment = ["NODE_ENV": "production"]
        return peer
    }

    func fastAPI() throws -> Contestant {
        let bin = try PythonEnvironment("fastapi").bin
        var peer = Contestant(name: "FastAPI", version: Versions.fastAPI(pip: "\(bin)/pip")) { port, _ in
            [
                "\(bin)/uvicorn", "server:app", "--host", "127.0.0.1", "--port", "\(port)", "--workers",
                "\(Machine.cores)", "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level",
                "warning", "--timeout-keep-alive", "60",
            ]
        }
        peer.environment = ["PRODUCTS": products, "PYTHONDONTWRITEBYTECODE": "1"]
        peer.folder = "\(Workspace.shared.peers)/fastapi"
        return peer
    }
}
