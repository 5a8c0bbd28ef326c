import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

@Suite(.timeLimit(.minutes(1)))
struct ExpectationTests {
    private let head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"

    @Test func `a client is told to go on when the body will be read`() async throws {
        try await withServer([.echo()]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send(head + "Content-Length: 2\r\n\r\n")
            #expect(try await client.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("hi")
            #expect(try await client.readResponse().body == "hi")
        }
    }

    @Test func `a streaming handler that reads sends the word to go on`() async throws {
        try await withServer([.echo(.streamed(limit: 100))]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send(head + "Content-Length: 2\r\n\r\n")
            #expect(try await client.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("hi")
            #expect(try await client.readResponse().body == "hi")
        }
    }

    @Test func `a streaming handler that does not read gets no body, and the connection closes`() async throws {
        let route = Route(.post, "/echo", body: .streamed(limit: 100)) { _ in Response(status: 409) }
        try await withServer([route]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send(head + "Content-Length: 2\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 409 ") && answer.contains("connection: close"))
        }
    }

    @Test func `a body that is too long is refused instead`() async throws {
        try await withServer([.echo(.buffered(limit: 10))]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send(head + "Content-Length: 11\r\n\r\n")
            #expect(await client.readToEnd().hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func `another expectation gets 417`() async throws {
        try await withServer([.echo()]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 2\r\n\r\n")
            #expect(await client.readToEnd().hasPrefix("HTTP/1.1 417 "))
        }
    }
}
