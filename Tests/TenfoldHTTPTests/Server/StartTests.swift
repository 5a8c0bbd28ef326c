import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

@Suite(.timeLimit(.minutes(1)))
struct StartTests {
    @Test func `a port in use is a clear error`() async throws {
        try await withServer([.hello]) { port, _ in
            var configuration = HTTPServer.Configuration()
            configuration.port = port
            configuration.loops = 1
            let second = HTTPServer(configuration: configuration, router: try Router(routes: [.hello]))
            let error = await #expect(throws: HTTPServerError.self) { try await second.start() }
            #expect(error?.code == .addressInUse)
            #expect(error?.message.contains("\(port)") == true)
            await second.shutdown(grace: .zero)
        }
    }

    @Test func `a host that is not ours is a clear error`() async throws {
        var configuration = HTTPServer.Configuration()
        configuration.host = "192.0.2.1"
        configuration.loops = 1
        let server = HTTPServer(configuration: configuration, router: try Router(routes: [.hello]))
        let error = await #expect(throws: HTTPServerError.self) { try await server.start() }
        #expect(error?.code == .addressNotAvailable)
        await server.shutdown(grace: .zero)
    }

    @Test func `several loops share one port`() async throws {
        try await withServer([.hello], loops: 4) { port, _ in
            for _ in 0..<20 {
                let client = try await RawConnection.connect(port: port)
                try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(await client.readToEnd().hasSuffix("hello"))
            }
        }
    }
}
