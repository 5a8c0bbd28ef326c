import Foundation
import TenfoldTesting
import Testing

/// What curl makes of our answers.
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: Tool.curl.isThere, "\(Tool.missing)"))
struct CurlTests {
    /// Runs curl with these arguments for the URL of a path; its output is the answer's head and body.
    private func curl(_ port: Int, _ path: String, _ arguments: String...) async throws -> String {
        guard let curl = Tool.curl.path else { throw NoAnswer("no curl") }
        let fixed = ["-q", "-sS", "-i", "--max-time", "30"]
        let process = try ChildProcess(curl, fixed + arguments + ["http://127.0.0.1:\(port)\(path)"])
        let exit = try await process.waitForExit(within: .seconds(60))
        #expect(exit.code == 0, "\(arguments): \(exit.output.prefix(2000))")
        return exit.output
    }

    private func withApp(_ body: (_ port: Int, _ folder: TestFolder) async throws -> Void) async throws {
        let app = try await TestApp.start(ConformanceApp.self)
        let folder = try TestFolder()
        do {
            try await body(app.client.port, folder)
        } catch {
            await app.stop()
            throw error
        }
        await app.stop()
    }

    @Test func `methods and statuses`() async throws {
        try await withApp { port, _ in
            #expect(try await curl(port, "/plain").hasSuffix("\r\n\r\nhello"))
            let head = try await curl(port, "/plain", "-I")
            #expect(head.contains("content-length: 5\r\n") && head.hasSuffix("\r\n\r\n"))
            #expect(try await curl(port, "/nowhere").hasPrefix("HTTP/1.1 404 "))
            let refused = try await curl(port, "/plain", "-X", "DELETE")
            #expect(
                refused.hasPrefix("HTTP/1.1 405 ") && refused.contains("allow: GET, HEAD, OPTIONS\r\n"), "\(refused)")
            let options = try await curl(port, "/plain", "-X", "OPTIONS")
            #expect(
                options.hasPrefix("HTTP/1.1 204 ") && options.contains("allow: GET, HEAD, OPTIONS\r\n"), "\(options)")
            #expect(try await curl(port, "", "--request-target", "*", "-X", "OPTIONS").hasPrefix("HTTP/1.1 204 "))
            #expect(try await curl(port, "/plain", "-X", "BREW").hasPrefix("HTTP/1.1 501 "))
        }
    }

    @Test func `versions and connections`() async throws {
        try await withApp { port, _ in
            let old = try await curl(port, "/plain", "--http1.0")
            #expect(old.hasPrefix("HTTP/1.1 200 ") && old.contains("connection: close\r\n"), "\(old)")
            let streamed = try await curl(port, "/stream", "--http1.0")
            #expect(!streamed.contains("transfer-encoding") && streamed.hasSuffix("piece 999\n"))
            #expect(try await curl(port, "/plain", "--http2").hasPrefix("HTTP/1.1 200 "))
            #expect(try await curl(port, "/plain", "-H", "Connection: close").contains("connection: close\r\n"))
            let two = try await curl(port, "/plain", "-v", "http://127.0.0.1:\(port)/greetings/ann")
            #expect(two.contains("Re-using existing connection"), "\(two)")
        }
    }

    @Test func `bodies large and streamed`() async throws {
        try await withApp { port, folder in
            let file = folder.path + "/body"
            try Data(repeating: 0x61, count: 3 << 20).write(to: URL(filePath: file))
            let announced = try await curl(port, "/count", "--data-binary", "@\(file)", "-H", "Expect: 100-continue")
            #expect(announced.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "), "\(announced)")
            #expect(announced.hasSuffix("\r\n\r\n\(3 << 20)"))
            let chunked = try await curl(
                port, "/count", "--data-binary", "@\(file)", "-H", "Transfer-Encoding: chunked", "-H", "Expect:")
            #expect(chunked.hasSuffix("\r\n\r\n\(3 << 20)"), "\(chunked)")
            let tooLarge = try await curl(port, "/echo", "--data-binary", "@\(file)", "-H", "Expect: 100-continue")
            #expect(tooLarge.hasPrefix("HTTP/1.1 413 "), "\(tooLarge)")
            let large = try await curl(port, "/large")
            #expect(large.hasSuffix(String(repeating: "x", count: ConformanceApp.largeSize)))
            let stream = try await curl(port, "/stream")
            #expect(stream.contains("transfer-encoding: chunked\r\n") && stream.hasSuffix("\npiece 999\n"))
            #expect(stream.ranges(of: "piece ").count == ConformanceApp.pieces)
        }
    }

    @Test func `large heads`() async throws {
        try await withApp { port, _ in
            let large = "X: " + String(repeating: "x", count: 20_000)
            let taken = try await curl(port, "/plain", "-H", large)
            #expect(taken.hasPrefix("HTTP/1.1 200 "), "\(taken)")
            let refused = try await curl(port, "/plain", "-H", large, "-H", "Y\(large)")
            #expect(refused.hasPrefix("HTTP/1.1 431 "), "\(refused)")
            let tooLong = try await curl(port, "/" + String(repeating: "x", count: 10_000))
            #expect(tooLong.hasPrefix("HTTP/1.1 414 "), "\(tooLong)")
        }
    }

    @Test func `what curl has it need not get again`() async throws {
        try await withApp { port, folder in
            let tag = folder.path + "/tag"
            let first = try await curl(port, "/greetings/ann", "--etag-save", tag)
            #expect(first.hasSuffix("\"hello ann\""), "\(first)")
            let again = try await curl(port, "/greetings/ann", "--etag-compare", tag)
            #expect(again.hasPrefix("HTTP/1.1 304 ") && again.hasSuffix("\r\n\r\n"), "\(again)")
            #expect(try await curl(port, "/greetings/bob", "--etag-compare", tag).hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func `cookies come back`() async throws {
        try await withApp { port, folder in
            let jar = folder.path + "/jar"
            for visit in 1...3 {
                let answer = try await curl(port, "/visits", "-b", jar, "-c", jar)
                #expect(
                    answer.contains("Set-Cookie: visits=\(visit); Path=/; Secure; HttpOnly; SameSite=Lax\r\n"),
                    "\(answer)")
                #expect(answer.hasSuffix("\r\n\r\n\(visit)"), "\(answer)")
            }
        }
    }
}
