import NIOCore
import NIOPosix
import TenfoldTesting
import Testing

@Suite struct APIClientTests {
    @Test func `nobody listening is no answer`() async throws {
        let port = try #require(try await FreePorts.find(1).first)
        await #expect(throws: NoAnswer.self) { try await APIClient(port: port).get("/") }
    }

    @Test func `a connection that closes without an answer is no answer`() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { $0.close() }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        await #expect(throws: NoAnswer.self) { try await APIClient(port: port).get("/") }
        try await server.close()
    }

    @Test func `JSON is read into its shape`() throws {
        let response = APIResponse(
            status: 200, fields: [("ETag", "x")], body: Array(#"{"a":[1,"b",null,2.5,true]}"#.utf8))
        #expect(response.json == ["a": [1, "b", nil, 2.5, true]])
        #expect(response["etag"] == "x")
    }
}
