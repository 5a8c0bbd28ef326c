import HostileMessages
import NIOCore
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

/// Servers that lie, stall or talk nonsense.
@Suite(.timeLimit(.minutes(1)))
struct HostileServerTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    /// The error of one request to a server that says `text`, and closes or not.
    private func failure(
        _ text: String, closes: Bool = false, _ options: HTTPClient.Options = .with { _ in }
    ) async throws -> HTTPClientError? {
        var failure: HTTPClientError?
        try await ScriptedServer.run { _, connection in
            try await connection.answer(with: text, closes: closes)
        } _: { endpoint, _ in
            try await withClient(options) { client async throws in
                failure = await client.failure("/", endpoint)
                #expect(client.openConnections == 0, "what has failed is not used again")
            }
        }
        return failure
    }

    @Test(arguments: ResponseExamples.refused)
    func `nonsense is refused and ends the connection`(text: String) async throws {
        let error = try await failure(text)
        #expect(error?.code == .malformedResponse && error?.reach == .unknown)
    }

    @Test func `a length that promises more than comes is no response`() async throws {
        let error = try await failure("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", closes: true)
        #expect(error?.code == .connectionClosed && error?.reach == .unknown)
    }

    @Test func `a chunked body that is cut is no response`() async throws {
        let error = try await failure(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", closes: true)
        #expect(error?.code == .connectionClosed && error?.reach == .unknown)
    }

    @Test func `a head that is cut is no response`() async throws {
        let error = try await failure("HTTP/1.1 200 OK\r\nContent-Le", closes: true)
        #expect(error?.code == .connectionClosed && error?.reach == .unknown)
    }

    @Test func `an endless head is refused at its limit`() async throws {
        let error = try await failure("HTTP/1.1 200 OK\r\nX: \(String(repeating: "x", count: 1 << 20))")
        #expect(error?.code == .malformedResponse)
    }

    @Test func `a body beyond the limit is refused, however it comes`() async throws {
        let limit = HTTPClient.Options.with { $0.responseBodyBytes = 4 }
        #expect(try await failure(Self.hello, limit)?.code == .responseTooLarge)
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
        #expect(try await failure(chunked, limit)?.code == .responseTooLarge)
        #expect(try await failure("HTTP/1.1 200 OK\r\n\r\nhello", closes: true, limit)?.code == .responseTooLarge)
    }

    @Test func `a huge length reserves no memory for it`() async throws {
        let error = try await failure(
            "HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\nx", closes: true)
        #expect(error?.code == .connectionClosed)
    }

    @Test func `a smuggled second response is nobody's`() async throws {
        let forged = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
        try await ScriptedServer.run { index, connection in
            try await connection.answer(with: index == 0 ? Self.hello + forged : Self.hello)
        } _: { endpoint, server in
            try await withClient { client async throws in
                let first = try await client.get("/", endpoint)
                #expect(first.text == "hello" && !first.keepsConnection)
                #expect(try await client.get("/", endpoint).text == "hello")
                #expect(server.count == 2, "the connection is not used again")
            }
        }
    }

    @Test func `bytes that nobody asked for end an idle connection`() async throws {
        let mayForge = Gate()
        try await ScriptedServer.run { index, connection in
            _ = try await connection.read(through: "\r\n\r\n")
            try await connection.send(Self.hello)
            if index == 0 {
                await mayForge.wait()
                try await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")
            }
            _ = await connection.readToEnd()
        } _: { endpoint, server in
            try await withClient { client async throws in
                #expect(try await client.get("/", endpoint).text == "hello")
                mayForge.open()
                try await eventually("it is closed") { client.openConnections == 0 }
                #expect(try await client.get("/", endpoint).text == "hello")
                #expect(server.count == 2)
            }
        }
    }

    @Test func `a response without a length is what comes until the end`() async throws {
        try await ScriptedServer.run { _, connection in
            try await connection.answer(with: "HTTP/1.1 200 OK\r\n\r\nall there is", closes: true)
        } _: { endpoint, server in
            try await withClient { client async throws in
                for count in 1...2 {
                    let response = try await client.get("/", endpoint)
                    #expect(response.text == "all there is" && !response.keepsConnection)
                    #expect(server.count == count)
                }
            }
        }
    }

    @Test func `interim responses are passed over`() async throws {
        let text = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + Self.hello
        try await ScriptedServer.run { _, connection in
            try await connection.answer(with: text)
        } _: { endpoint, server in
            try await withClient { client async throws in
                for _ in 0..<3 { #expect(try await client.get("/", endpoint).text == "hello") }
                #expect(server.count == 1)
            }
        }
    }

    @Test func `a response in many pieces is put together`() async throws {
        try await ScriptedServer.run { _, connection in
            while true {
                _ = try await connection.read(through: "\r\n\r\n")
                for byte in Self.hello.utf8 { try await connection.send(bytes: [byte]) }
            }
        } _: { endpoint, server in
            try await withClient { client async throws in
                for _ in 0..<3 {
                    let response = try await client.get("/", endpoint)
                    #expect(response.text == "hello" && response.fields["content-length"] == "5")
                }
                #expect(server.count == 1)
            }
        }
    }
}
