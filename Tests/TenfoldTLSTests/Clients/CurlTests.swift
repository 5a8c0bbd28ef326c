import Foundation
import TenfoldTesting
import Testing

@testable import TenfoldTLS

/// What curl makes of our HTTP/2, straight and through the proxy.
@Suite(.serialized, .timeLimit(.minutes(3)), .enabled(if: Tool.areThere, "not installed: \(Tool.missing)"))
struct CurlTests {
    @Test(arguments: Backend.allCases)
    func `a client takes the protocol that it prefers`(backend: Backend) async throws {
        try await TransportScene.run(backend) { scene in
            let preferred = try await scene.curl("/hello", "--http2")
            #expect(preferred.hasPrefix("HTTP/2 200") && preferred.hasSuffix("\r\n\r\nhello"))
            #expect(try await scene.curl("/hello", "--http1.1").hasPrefix("HTTP/1.1 200 OK"))
            #expect(try await scene.curl("/hello", "--no-alpn").hasPrefix("HTTP/1.1 200 OK"))
            #expect(try await scene.curl("/hello", "--http2", "--tls-max", "1.2").hasSuffix("\r\n\r\nhello"))
        }
    }

    @Test(arguments: Backend.allCases)
    func `answers of every form`(backend: Backend) async throws {
        try await TransportScene.run(backend) { scene in
            let head = try await scene.curl("/hello", "--http2", "-I")
            #expect(
                head.hasPrefix("HTTP/2 200") && head.contains("content-length: 5\r\n") && head.hasSuffix("\r\n\r\n"))
            let unchanged = try await scene.curl("/not-modified", "--http2")
            #expect(unchanged.hasPrefix("HTTP/2 304") && unchanged.hasSuffix("\r\n\r\n"))
            #expect(try await scene.curl("/open", "--http2").hasSuffix("\r\n\r\nopen"))
            #expect(try await scene.curl("/nowhere", "--http2").hasPrefix("HTTP/2 404"))
            let large = try await scene.curl("/large", "--http2")
            #expect(large.utf8.count { $0 == UInt8(ascii: "x") } >= SampleApp.largeSize)
            // CURLE_HTTP2_STREAM: the stream was reset.
            _ = try await scene.curl("/cut", "--http2", expecting: 92)
        }
    }

    @Test(arguments: Backend.allCases)
    func `bodies both ways`(backend: Backend) async throws {
        try await TransportScene.run(backend) { scene in
            let file = scene.certificate.folder.path + "/body"
            try Data(repeating: 0x61, count: 1 << 20).write(to: URL(filePath: file))
            let upload = ["--http2", "--data-binary", "@\(file)"]
            let echoed = try await scene.curl("/echo", upload[0], upload[1], upload[2])
            #expect(echoed.contains(String(repeating: "a", count: 1 << 20)) && echoed.contains("x-bytes: \(1 << 20)"))
            #expect(try await scene.curl("/count", upload[0], upload[1], upload[2]).hasSuffix("\(1 << 20)"))
            // Without a length.
            let chunked = try await scene.curl("/count", "--http2", "-X", "POST", "-T", file, "-H", "Content-Length:")
            #expect(chunked.hasSuffix("\(1 << 20)"))
        }
    }

    @Test(arguments: Backend.allCases)
    func `a body that is taken slowly waits at its sender`(backend: Backend) async throws {
        try await TransportScene.run(backend) { scene in
            let file = scene.certificate.folder.path + "/body"
            try Data(repeating: 0x61, count: 2 << 20).write(to: URL(filePath: file))
            let answer = try await scene.curl("/count", "--http2", "--data-binary", "@\(file)")
            #expect(answer.hasSuffix("\(2 << 20)"))
        }
    }

    @Test(arguments: Backend.allCases)
    func `an interim answer`(backend: Backend) async throws {
        try await TransportScene.run(backend) { scene in
            let answer = try await scene.curl("/count", "--http2", "-d", "hello", "-H", "Expect: 100-continue")
            #expect(answer.hasPrefix("HTTP/2 100") && answer.contains("HTTP/2 200") && answer.hasSuffix("5"))
        }
    }

    @Test func `fields come as they were sent`() async throws {
        try await TransportScene.run { scene in
            let head = try await scene.curl("/fields?a=b", "--http2", "-H", "X-One: 1", "-b", "a=1; b=2")
            #expect(head.contains("GET /fields?a=b HTTP/1.1\r\nhost: localhost:\(scene.port)\r\n"))
            #expect(head.contains("x-one: 1\r\n") && head.contains("cookie: a=1; b=2\r\n"))
        }
        try await TransportScene.run(.proxy) { scene in
            let head = try await scene.curl("/fields", "--http2")
            #expect(head.contains("x-forwarded-for: 127.0.0.1\r\nx-forwarded-proto: https\r\n"))
        }
    }

    @Test func `several requests on one connection`() async throws {
        try await TransportScene.run { scene in
            let output = try await scene.curl("/hello", "--http2", "-v", scene.url("/hello"), scene.url("/large"))
            #expect(output.contains("Re-using existing connection"), "\(output.prefix(3000))")
        }
    }

    @Test func `HTTP without TLS is turned away, and the server goes on`() async throws {
        try await TransportScene.run { scene in
            let exit = try await Tool.curl.run(["-q", "-sS", "--max-time", "5", "http://127.0.0.1:\(scene.port)/hello"])
            #expect(exit.code != 0)
            // Too old.
            let old = try await Tool.openssl.run([
                "s_client", "-connect", "127.0.0.1:\(scene.port)", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0",
            ])
            #expect(old.code != 0)
            #expect(try await scene.curl("/hello", "--http2").hasPrefix("HTTP/2 200"))
        }
    }
}
