import NIOCore
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

/// What a caller is told where there is no response, so that it knows whether to send again.
@Suite(.timeLimit(.minutes(1)))
struct ClientFailureTests {
    private static let hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    @Test func `nobody listening means that nothing was sent`() async throws {
        try await withClient { client async throws in
            let error = await client.failure("/", .local(1))
            #expect(error?.code == .cannotConnect && error?.isUnsent == true)
        }
    }

    @Test func `a name that does not exist means that nothing was sent`() async throws {
        try await withClient { client async throws in
            let error = await client.failure("/", HTTPEndpoint(host: "nowhere.invalid", port: 80))
            #expect(error?.code == .cannotConnect && error?.isUnsent == true)
        }
    }

    @Test func `a name is looked up`() async throws {
        try await withServer([.hello]) { port, _ in
            try await withClient { client async throws in
                let response = try await client.get("/hello", HTTPEndpoint(host: "localhost", port: port))
                #expect(response.text == "hello")
            }
        }
    }

    @Test func `a kept connection that ends without a byte is stale`() async throws {
        try await ScriptedServer.run { _, connection in
            _ = try await connection.read(through: "\r\n\r\n")
            try await connection.send(Self.hello)
            _ = try await connection.read(through: "\r\n\r\n")
        } _: { endpoint, _ in
            try await withClient { client async throws in
                #expect(try await client.get("/", endpoint).text == "hello")
                let error = await client.failure("/", endpoint)
                #expect(error?.code == .connectionClosed && error?.isStale == true && error?.isUnsent == false)
            }
        }
    }

    @Test func `a new connection that ends without a byte is not stale`() async throws {
        try await ScriptedServer.run { _, connection in
            _ = try await connection.read(through: "\r\n\r\n")
        } _: { endpoint, _ in
            try await withClient { client async throws in
                let error = await client.failure("/", endpoint)
                #expect(error?.code == .connectionClosed && error?.reach == .unknown)
            }
        }
    }

    @Test func `a kept connection that ends within a response is not stale`() async throws {
        try await ScriptedServer.run { _, connection in
            _ = try await connection.read(through: "\r\n\r\n")
            try await connection.send(Self.hello)
            _ = try await connection.read(through: "\r\n\r\n")
            try await connection.send("H")
        } _: { endpoint, _ in
            try await withClient { client async throws in
                #expect(try await client.get("/", endpoint).text == "hello")
                let error = await client.failure("/", endpoint)
                #expect(error?.code == .connectionClosed && error?.reach == .unknown)
            }
        }
    }

    @Test func `a connection that the server closed as idle is not used again`() async throws {
        let limits = HTTPLimits.forTests { $0.idleTimeout = .milliseconds(30) }
        try await withServer([.hello], limits: limits) { port, _ in
            try await withClient { client async throws in
                for _ in 0..<3 {
                    #expect(try await client.get("/hello", .local(port)).text == "hello")
                    try await eventually("the server closes it") { client.openConnections == 0 }
                }
            }
        }
    }

    @Test func `an endpoint that goes away and comes back is served again`() async throws {
        try await withClient { client async throws in
            var configuration = HTTPServer.Configuration.localAnyPort
            configuration.loops = 1
            for _ in 0..<3 {
                let server = HTTPServer(configuration: configuration, router: try Router(routes: [.hello]))
                configuration.port = try await server.start().port
                #expect(try await client.get("/hello", .local(configuration.port)).text == "hello")
                await server.shutdown(grace: .zero)
                try await eventually("its end is seen") { client.openConnections == 0 }
                #expect(await client.failure("/hello", .local(configuration.port))?.code == .cannotConnect)
            }
        }
    }

    @Test func `a server that closes with its response is asked on another connection`() async throws {
        let closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
        try await ScriptedServer.run { _, connection in
            try await connection.answer(with: closing, closes: true)
        } _: { endpoint, server in
            try await withClient { client async throws in
                for count in 1...3 {
                    let response = try await client.get("/", endpoint)
                    #expect(response.text == "hello" && !response.keepsConnection)
                    #expect(server.count == count)
                }
            }
        }
    }
}
