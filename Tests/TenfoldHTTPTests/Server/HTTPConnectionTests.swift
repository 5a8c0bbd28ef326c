import NIOCore
import TenfoldCore
import Testing

@testable import TenfoldHTTP

@Suite(.timeLimit(.minutes(1)))
struct HTTPConnectionTests {
    @Test func `one connection carries request after request`() async throws {
        try await withServer([.hello, .echo()]) { port, server in
            let connection = try await HTTPConnection.connect(host: "127.0.0.1", port: port)
            #expect(try await connection.send(.get, "/hello").text == "hello")
            let echo = try await connection.send(.post, "/echo", body: ByteBuffer(string: "hi"))
            #expect(echo.status == .ok && echo.text == "hi" && echo.keepsConnection)
            #expect(try await connection.send(.head, "/hello").text == "")
            #expect(server.openConnections == 1)
            await connection.close()
            let error = await #expect(throws: HTTPClientError.self) { try await connection.send(.get, "/hello") }
            #expect(error?.code == .connectionClosed)
        }
    }

    @Test func `a response that does not come times out`() async throws {
        let gate = Gate()
        let slow = Route(.get, "/slow") { _ in
            await gate.wait()
            return .text("slow")
        }
        try await withServer([slow]) { port, _ in
            var options = HTTPConnection.Options()
            options.requestTimeout = .milliseconds(30)
            let connection = try await HTTPConnection.connect(host: "127.0.0.1", port: port, options: options)
            let error = await #expect(throws: HTTPClientError.self) { try await connection.send(.get, "/slow") }
            #expect(error?.code == .timedOut)
            gate.open()
        }
    }

    @Test func `a response that is too large is refused`() async throws {
        try await withServer([.hello]) { port, _ in
            var options = HTTPConnection.Options()
            options.responseBytes = 4
            let connection = try await HTTPConnection.connect(host: "127.0.0.1", port: port, options: options)
            let error = await #expect(throws: HTTPClientError.self) { try await connection.send(.get, "/hello") }
            #expect(error?.code == .responseTooLarge)
        }
    }

    @Test func `nobody listening is a clear error`() async throws {
        let error = await #expect(throws: HTTPClientError.self) {
            try await HTTPConnection.connect(host: "127.0.0.1", port: 1)
        }
        #expect(error?.code == .cannotConnect)
    }

    @Test func `a cancelled request ends with its task`() async throws {
        let gate = Gate()
        let slow = Route(.get, "/slow") { _ in
            await gate.wait()
            return .text("slow")
        }
        try await withServer([slow]) { port, server in
            let connection = try await HTTPConnection.connect(host: "127.0.0.1", port: port)
            let task = Task { try await connection.send(.get, "/slow") }
            await eventually("it is in") { server.requestsInFlight == 1 }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            gate.open()
        }
    }
}
