import Foundation
import NIOCore
import Synchronization
import TenfoldHTTP
import TenfoldTesting
import Testing

/// `tenfold gateway` as a process.
@Suite(.timeLimit(.minutes(2))) struct GatewayCommandTests {
    private static let get = "GET /api/x HTTP/1.1\r\nHost: a\r\n\r\n"

    /// A gateway by a file in a folder of its own.
    private final class Gateway {
        let folder: TestFolder
        let process: ChildProcess
        let port: Int
        let adminPort: Int
        var file: String { folder.path + "/gateway.yaml" }

        init(_ upstream: HTTPEndpoint, strip: String = "/api") async throws {
            folder = try TestFolder()
            let ports = try await FreePorts.find(2)
            (port, adminPort) = (ports[0], ports[1])
            try Gateway.write(Gateway.text(ports, upstream, strip: strip), to: folder.path + "/gateway.yaml")
            process = try ChildProcess("tenfold", ["gateway", "--config", folder.path + "/gateway.yaml"])
            let (adminPort, process) = (adminPort, process)
            try await eventually("the gateway is ready") {
                let answer = try await Gateway.ask(adminPort, "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
                return !process.isRunning || answer?.status == 200
            }
            #expect(process.isRunning, "\(process.output)")
        }

        func change(_ upstream: HTTPEndpoint, strip: String) throws {
            try Gateway.write(Gateway.text([port, adminPort], upstream, strip: strip), to: file)
        }

        static func text(_ ports: [Int], _ upstream: HTTPEndpoint, strip: String) -> String {
            """
            gateway:
              listen: 127.0.0.1:\(ports[0])
              admin: 127.0.0.1:\(ports[1])
              upstreams:
                app: { servers: ["\(upstream)"] }
              routes:
                - { path: /api/*, upstream: app, strip: \(strip) }
            """
        }

        /// As careful editors and orchestrators do: nobody sees half a file.
        static func write(_ text: String, to path: String) throws {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        }

        static func ask(_ port: Int, _ request: String) async throws -> RawResponse? {
            guard let client = try? await RawConnection.connect(port: port) else { return nil }
            try await client.send(request)
            let response = try? await client.readResponse()
            await client.close()
            return response
        }
    }

    /// Answers with the request's target.
    private static let echo: ScriptedServer.Script = { _, server in
        while true {
            let target = try await server.read(through: "\r\n\r\n").split(separator: " ")[1]
            try await server.send("HTTP/1.1 200 OK\r\nContent-Length: \(target.utf8.count)\r\n\r\n\(target)")
        }
    }

    @Test func `it serves, goes by its changed file, keeps the old one where that is wrong, and stops`() async throws {
        try await ScriptedServer.run(Self.echo) { endpoint, _ in
            let gateway = try await Gateway(endpoint)
            let client = try await RawConnection.connect(port: gateway.port, deadline: .seconds(90))
            try await client.send(Self.get)
            #expect(try await client.readResponse().body == "/x")

            try gateway.change(endpoint, strip: "/ipa")
            try await eventually("the wrong file is refused") {
                gateway.process.output.contains("the path does not begin with")
            }
            try await client.send(Self.get)
            #expect(try await client.readResponse().body == "/x")

            try gateway.change(endpoint, strip: "/")
            try await eventually("the changed file is in force", within: .seconds(20)) {
                try await client.send(Self.get)
                return try await client.readResponse().body == "/api/x"
            }
            try await eventually("the requests are logged") { gateway.process.output.contains("\"path\":\"/api/x\"") }
            let metrics = try await Gateway.ask(gateway.adminPort, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(metrics?.body.contains("tenfold_gateway_reloads_total{outcome=\"refused\"} 1") == true)
            #expect(
                metrics?.body.contains("tenfold_gateway_route_requests_total{route=\"/api/*\",status=\"2xx\"}") == true)
            await client.close()

            gateway.process.sendSignal(SIGTERM)
            let exit = try await gateway.process.waitForExit()
            #expect(exit.code == 0 && !exit.isBySignal, "\(exit.output)")
        }
    }

    @Test func `a request under way ends before the process does`() async throws {
        let isAsked = Mutex(false)
        let mayAnswer = Mutex(false)
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            isAsked.withLock { $0 = true }
            try await eventually("the gateway stops") { mayAnswer.withLock { $0 } }
            try await server.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate")
        } _: { endpoint, _ in
            let gateway = try await Gateway(endpoint)
            let client = try await RawConnection.connect(port: gateway.port)
            try await client.send(Self.get)
            try await eventually("the server is asked") { isAsked.withLock { $0 } }
            gateway.process.sendSignal(SIGTERM)
            let adminPort = gateway.adminPort
            try await eventually("it is no longer ready") {
                try await Gateway.ask(adminPort, "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")?.status == 503
            }
            mayAnswer.withLock { $0 = true }
            #expect(try await client.readResponse().body == "late")
            let exit = try await gateway.process.waitForExit()
            #expect(exit.code == 0)
        }
    }

    @Test func `a wrong file, and one that is not there, say why and exit with 1`() async throws {
        let folder = try TestFolder()
        let file = folder.path + "/gateway.yaml"
        try Data("gateway: { routes: [{ pat: / }] }".utf8).write(to: URL(filePath: file))
        for (arguments, message) in [
            (["--config", file], "unknown key \"pat\""), (["--config", file, "--check"], "did you mean \"path\"?"),
            (["--config", file + "x"], "does not exist"),
        ] {
            let process = try ChildProcess("tenfold", ["gateway"] + arguments)
            let exit = try await process.waitForExit()
            #expect(exit.code == 1 && exit.output.contains(message), "\(exit.output)")
        }
    }

    @Test func `a key is made whose line a gateway takes`() async throws {
        let process = try ChildProcess("tenfold", ["api-key", "acme", "--scope", "orders:read", "--plan", "gold"])
        let exit = try await process.waitForExit()
        #expect(
            exit.code == 0 && exit.output.contains("key:  tf_") && exit.output.contains("scopes=orders:read plan=gold"))
        #expect(!exit.output.contains("line: acme tf_"))
        let wrong = try await ChildProcess("tenfold", ["api-key", "a b"]).waitForExit()
        #expect(wrong.code != 0)
    }
}
