import Foundation
import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// A thousand clients that send or read as slowly as they can, from a program made for that, beside one that does not.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: SlowClients.areThere, "slowhttptest is not installed"))
struct AloneSlowClientTests {
    enum Attack: String, CaseIterable {
        case slowHead = "-H"
        case slowBody = "-B"
        case slowRead = "-X"
    }

    @Test(arguments: Attack.allCases)
    func `others are served as before`(attack: Attack) async throws {
        let small = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
        let body = String(repeating: "x", count: 100_000)
        let large = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        try await ScriptedServer.run { _, server in
            while true {
                let head = try await server.read(through: "\r\n\r\n")
                try await server.send(head.hasPrefix("GET /large ") ? large : small)
            }
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let quiet = try await latencies(scene).percentile(0.99)
                let path = attack == .slowRead ? "/large" : "/"
                let attacking = try ChildProcess(
                    SlowClients.program,
                    [
                        attack.rawValue, "-c", "1000", "-r", "1000", "-i", "2", "-l", "12", "-p", "5", "-x", "10",
                        "-s", "8192", "-w", "64", "-y", "256", "-n", "2", "-z", "16", "-k", "1", "-u",
                        "http://127.0.0.1:\(scene.port)\(path)",
                    ])
                try await eventually("a thousand are there") { scene.proxy.openConnections >= 1_000 }
                var attacked: [Duration] = []
                // The attack ends by itself; what else the machine does may spoil one look, not each.
                while scene.proxy.openConnections >= 1_000, attacked.count < 8 {
                    attacked.append(try await latencies(scene).percentile(0.99))
                }
                let best = try #require(attacked.min(), "the thousand did not stay for one look")
                #expect(best <= max(quiet * 2, .milliseconds(2)), "p99 \(quiet) before, \(attacked) while attacked")
                attacking.sendSignal(SIGTERM)
                _ = try await attacking.waitForExit(within: .seconds(30))
                try await eventually("all are gone") { scene.proxy.openConnections == 0 }
            }
        }
    }

    /// Of 500 requests, one after another.
    private func latencies(_ scene: ProxyScene) async throws -> LatencyHistogram {
        var histogram = LatencyHistogram()
        let client = try await scene.connect()
        for _ in 0..<500 {
            let start = ContinuousClock.now
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try await client.readResponse()
            histogram.record(.now - start)
            #expect(answer.status == 200)
        }
        await client.close()
        return histogram
    }
}

/// The program, which `scripts/ensure-test-tools` installs.
private enum SlowClients {
    static let program = "/usr/bin/slowhttptest"
    static let areThere = FileManager.default.isExecutableFile(atPath: program)
}
