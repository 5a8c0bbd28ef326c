import FuzzTargets
import NIOCore
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

/// Bytes that nobody meant to be requests, over real connections.
@Suite(.timeLimit(.minutes(2)))
struct GarbageTests {
    private static let connections = 240
    private static let atOnce = 8

    private static let limits = HTTPLimits.forTests {
        $0.idleTimeout = .milliseconds(200)
        $0.headerTimeout = .milliseconds(200)
        $0.progressTimeout = .milliseconds(200)
        $0.lingerTimeout = .milliseconds(50)
    }

    /// Sends each input on a connection of its own, in pieces, and checks what comes back and what is left behind.
    private func expectSurvival(_ inputs: [[UInt8]]) async throws {
        let routes = [Route.hello, .echo(), Route(.get, "/") { _ in .text("root") }]
        try await withServer(routes, limits: Self.limits, loops: 2) { port, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, input) in inputs.enumerated() {
                    if number >= Self.atOnce { try await group.next() }
                    group.addTask { try await self.send(input, number, port) }
                }
                try await group.waitForAll()
            }
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(await client.readToEnd().hasSuffix("hello"), "the server does not answer any more")
            try await eventually("all have gone") { server.openConnections == 0 && server.requestsInFlight == 0 }
        }
    }

    private func send(_ input: [UInt8], _ number: Int, _ port: Int) async throws {
        let client = try await RawConnection.connect(port: port)
        let middle = input.count / 2
        // The server may have refused and gone already.
        try? await client.send(bytes: input[..<middle])
        try? await client.send(bytes: input[middle...])
        if number.isMultiple(of: 2) { try? await client.closeOutput() }
        let answer = await client.readToEnd()
        #expect(
            answer.isEmpty || answer.hasPrefix("HTTP/1.1 "),
            "\(FuzzTargets.Corpus.line(input)) was answered by \(answer)")
        await client.close()
    }

    @Test func `mutated requests do no harm`() async throws {
        var mutator = FuzzTargets.Mutator(seed: 11, inputs: FuzzTargets.Corpus.inputs(of: "parser"))
        try await expectSurvival((0..<Self.connections).map { _ in mutator.next() })
    }

    @Test func `random bytes do no harm`() async throws {
        var random = SeededRandom(seed: 12)
        try await expectSurvival(
            (0..<Self.connections / 4).map { _ in
                (0..<Int.random(in: 1...300, using: &random)).map { _ in .random(in: .min ... .max, using: &random) }
            })
    }
}
