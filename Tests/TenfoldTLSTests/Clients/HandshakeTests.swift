import Metrics
import NIOCore
import TenfoldTesting
import Testing

@testable import TenfoldTLS

/// Connections that never become any.
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: Tool.areThere, "not installed: \(Tool.missing)"))
struct HandshakeTests {
    private static let failed = "tenfold_gateway_tls_handshakes_failed_total"

    private func count(
        _ reason: String, _ change: (inout TLSTransport.Configuration) -> Void = { _ in },
        _ body: (TransportScene) async throws -> Void
    ) async throws -> Int64 {
        let metrics = CountingMetrics()
        let name = "\(Self.failed){reason=\(reason)}"
        try await withMetricsFactory(metrics) {
            try await TransportScene.run(.app, change) { scene in
                try await body(scene)
                try await eventually("the failure is counted") { metrics.count(name) > 0 }
                // The server goes on.
                #expect(try await scene.curl("/hello", "--http2").hasPrefix("HTTP/2 200"))
            }
        }
        return metrics.count(name)
    }

    @Test func `HTTP without TLS gets a clean end`() async throws {
        let counted = try await count("refused") { scene in
            let client = try await RawConnection.connect(port: scene.port)
            try await client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n")
            #expect(!(await client.readToEnd()).contains("HTTP/1.1"))
        }
        #expect(counted == 1)
    }

    @Test func `a client that says nothing is not waited for`() async throws {
        let counted = try await count("timeout", { $0.handshakeTimeout = .milliseconds(50) }) { scene in
            let client = try await RawConnection.connect(port: scene.port)
            _ = await client.readToEnd()
        }
        #expect(counted == 1)
    }

    @Test func `a client that leaves`() async throws {
        let counted = try await count("closed") { scene in
            let client = try await RawConnection.connect(port: scene.port)
            await client.close()
        }
        #expect(counted == 1)
    }

    @Test func `a client that does not trust the certificate`() async throws {
        let counted = try await count("refused") { scene in
            let exit = try await Tool.curl.run(["-q", "-sS", "--max-time", "5", scene.url("/hello")])
            #expect(exit.code == 60)
        }
        #expect(counted == 1)
    }
}
