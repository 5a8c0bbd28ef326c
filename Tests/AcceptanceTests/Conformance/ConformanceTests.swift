import Foundation
import TenfoldTesting
import Testing

/// The server as clients see it that nobody here wrote.
@Suite(.serialized, .timeLimit(.minutes(Soak.amount(3, soak: 10))))
struct ConformanceTests {
    @Test func `the clients are here where they have to be`() {
        #expect(!Tool.mustBeThere || Tool.allCases.allSatisfy(\.isThere), "\(Tool.missing)")
    }

    private func withApp(_ body: (_ port: Int) async throws -> Void) async throws {
        let app = try await TestApp.start(ConformanceApp.self)
        do {
            try await body(app.client.port)
            // Whatever the client did, the next one is served.
            let after = try await app.client.get("/plain")
            #expect(after.status == 200)
        } catch {
            await app.stop()
            throw error
        }
        await app.stop()
    }

    private func expectPass(script: String) async throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Clients/\(script).py").path
        try await withApp { port in
            let exit = try await Tool.python.run(path, "\(port)")
            #expect(exit.code == 0, "\(exit.output)")
            #expect(exit.output.contains(" checks passed"), "\(exit.output)")
        }
    }

    @Test(.enabled(if: Tool.python.isThere, "\(Tool.missing)"))
    func `Python's http client`() async throws { try await expectPass(script: "http_client") }

    @Test(.enabled(if: Tool.python.isThere, "\(Tool.missing)"))
    func `h11, which refuses what the protocol does not allow`() async throws {
        try await expectPass(script: "h11_client")
    }

    @Test(.enabled(if: Tool.nghttp.isThere, "\(Tool.missing)"))
    func `a client that asks for HTTP/2 by upgrade is answered in HTTP/1.1`() async throws {
        try await withApp { port in
            let exit = try await Tool.nghttp.run("-nuv", "http://127.0.0.1:\(port)/plain")
            #expect(exit.output.contains("HTTP/1.1 200 OK") && !exit.isBySignal, "\(exit.output)")
            let direct = try await Tool.nghttp.run("-nv", "http://127.0.0.1:\(port)/plain")
            #expect(!direct.isBySignal, "\(direct.output)")
        }
    }

    @Test(.enabled(if: Tool.h2load.isThere, "\(Tool.missing)"))
    func `h2load gets an answer for each of its requests`() async throws {
        try await withApp { port in
            let plain = try await Tool.h2load.run("--h1", "-n", "400", "-c", "8", "http://127.0.0.1:\(port)/plain")
            #expect(plain.output.contains("400 succeeded, 0 failed, 0 errored"), "\(plain.output)")
            #expect(plain.output.contains("400 2xx"), "\(plain.output)")
            let pipelined = try await Tool.h2load.run(
                "--h1", "-n", "400", "-c", "4", "-m", "8", "http://127.0.0.1:\(port)/stream")
            #expect(pipelined.output.contains("400 succeeded, 0 failed, 0 errored"), "\(pipelined.output)")
        }
    }

    @Test(.enabled(if: Tool.wrk.isThere, "\(Tool.missing)"))
    func `wrk sees no error`() async throws {
        try await withApp { port in
            let exit = try await Tool.wrk.run("-t", "1", "-c", "8", "-d", "1s", "http://127.0.0.1:\(port)/plain")
            #expect(exit.code == 0 && exit.output.contains("Requests/sec:"), "\(exit.output)")
            #expect(!exit.output.contains("Non-2xx") && !exit.output.contains("Socket errors"), "\(exit.output)")
        }
    }

    /// Seconds of each attack: `make soak` sets more.
    private static let attackSeconds = Soak.amount(2, soak: 60)

    @Test(.enabled(if: Tool.slowhttptest.isThere, "\(Tool.missing)"), arguments: ["-H", "-B", "-X"])
    func `slow clients do not keep others out`(attack: String) async throws {
        try await withApp { port in
            let path = attack == "-B" ? "/echo" : "/large"
            let exit = try await Tool.slowhttptest.run(
                attack, "-c", "200", "-r", "200", "-i", "1", "-l", "\(Self.attackSeconds)", "-p", "2", "-x", "10", "-w",
                "64", "-y", "256", "-n", "1", "-z", "16", "-k", "1", "-u", "http://127.0.0.1:\(port)\(path)",
                within: .seconds(Self.attackSeconds + 30))
            #expect(exit.output.contains("service available:") && !exit.isBySignal, "\(exit.output)")
            #expect(exit.output.contains("YES") && !exit.output.contains("NO\n"), "\(exit.output)")
        }
    }
}
