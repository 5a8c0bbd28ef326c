import TenfoldTesting
import Testing

@testable import TenfoldTLS

/// A shutdown, seen by a client in HTTP/2.
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: Tool.areThere, "not installed: \(Tool.missing)"))
struct DrainTests {
    @Test func `requests under way end, and no new ones begin`() async throws {
        try await TransportScene.run(.proxy) { scene in
            async let answer = scene.curl("/slow", "--http2")
            try await eventually("the request is under way") { scene.transport.http2Streams == 1 }
            await scene.stop(.seconds(20))
            #expect(try await answer.hasSuffix("at last"))
            #expect(scene.transport.http2Connections == 0)
        }
    }
}
