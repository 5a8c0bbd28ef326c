import NIOCore
import TenfoldTesting
import Testing

@testable import TenfoldTLS

@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: Tool.areThere, "not installed: \(Tool.missing)"))
struct HTTPSFetchTests {
    /// A fetch of what a scripted server without TLS sends.
    private func fetch(
        _ answer: String, maxBytes: Int = 1000, within limit: Duration = .seconds(10), closes: Bool = true
    ) async throws -> Result<FetchedDocument, FetchFault> {
        let made = try await TestCertificate.make()
        let fetch = HTTPSFetch(try ClientTLS(trusting: .file(made.chain)))
        var result = Result<FetchedDocument, FetchFault>.failure(.invalidURL(""))
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            try await server.send(answer)
            if !closes { _ = await server.readToEnd() }
        } _: { endpoint, _ in
            do throws(FetchFault) {
                result = .success(try await fetch.get("http://\(endpoint)/keys", maxBytes: maxBytes, within: limit))
            } catch {
                result = .failure(error)
            }
        }
        return result
    }

    private func code(_ result: Result<FetchedDocument, FetchFault>) -> FetchFault.Code? {
        if case .failure(let fault) = result { fault.code } else { nil }
    }

    @Test func `a document over TLS, whose server is who it should be`() async throws {
        try await TransportScene.run { scene in
            let tls = try ClientTLS(trusting: .file(scene.certificate.chain))
            let document = try await HTTPSFetch(tls).get(scene.url("/hello"), maxBytes: 5, within: .seconds(10))
            #expect(document.status == 200 && String(decoding: document.body, as: UTF8.self) == "hello")
            #expect(document["content-type"] == "text/plain")
            let byAddress = "https://127.0.0.1:\(scene.port)/hello"
            #expect(try await HTTPSFetch(tls).get(byAddress, maxBytes: 5, within: .seconds(10)).status == 200)
        }
    }

    @Test func `a server that is not trusted, or is another, is not asked`() async throws {
        let other = try await TestCertificate.make()
        try await TransportScene.run { scene in
            let stranger = HTTPSFetch(try ClientTLS(trusting: .file(other.chain)))
            await #expect { try await stranger.get(scene.url("/hello"), maxBytes: 5, within: .seconds(10)) } throws: {
                ($0 as? FetchFault)?.code == .cannotConnect
            }
            // Its certificate is for 127.0.0.1 alone.
            let tls = HTTPSFetch(try ClientTLS(trusting: .file(scene.certificate.chain)))
            let url = "https://127.0.0.2:\(scene.port)/hello"
            await #expect { try await tls.get(url, maxBytes: 5, within: .seconds(10)) } throws: {
                ($0 as? FetchFault)?.code == .cannotConnect
            }
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nhello",
    ])
    func `a document in every framing`(answer: String) async throws {
        let document = try await fetch(answer).get()
        #expect(document.status == 200 && String(decoding: document.body, as: UTF8.self) == "hello")
    }

    @Test func `redirects are not followed`() async throws {
        let answer = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
        let document = try await fetch(answer).get()
        #expect(document.status == 302 && document["location"] == "http://127.0.0.1:1/")
    }

    @Test func `a document larger than allowed`() async throws {
        let long = String(repeating: "x", count: 1001)
        let sized = "HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n\(long)"
        #expect(code(try await fetch(sized)) == .tooLarge)
        #expect(code(try await fetch("HTTP/1.1 200 OK\r\n\r\n\(long)")) == .tooLarge)
    }

    @Test func `a server that never ends its answer`() async throws {
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell"
        #expect(code(try await fetch(answer, within: .milliseconds(100), closes: false)) == .timedOut)
    }

    @Test func `an answer that breaks off, or is none`() async throws {
        #expect(code(try await fetch("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell")) == .brokenOff)
        #expect(code(try await fetch("hello\r\n\r\n and more of it")) == .malformed)
    }

    @Test func `nobody there, and no URL`() async throws {
        let made = try await TestCertificate.make()
        let fetch = HTTPSFetch(try ClientTLS(trusting: .file(made.chain)))
        let port = try await FreePorts.find(1)[0]
        await #expect { try await fetch.get("http://127.0.0.1:\(port)/", maxBytes: 1, within: .seconds(5)) } throws: {
            ($0 as? FetchFault)?.code == .cannotConnect
        }
        await #expect { try await fetch.get("gopher://a.test/", maxBytes: 1, within: .seconds(5)) } throws: {
            ($0 as? FetchFault)?.code == .invalidURL
        }
    }

    @Test func `trust roots that are none`() throws {
        #expect(throws: TLSFault.self) { try ClientTLS(trusting: .file("/nowhere/roots.pem")) }
    }
}
