import Synchronization
import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// Servers of which one fails while another does not. When such a one is tried again is the balancer's own tests'.
@Suite(.timeLimit(.minutes(1))) struct ProxyOutlierTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let fine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"

    /// The statuses of so many requests to a proxy before a server with this script and one that answers.
    private func statuses(of count: Int, with script: @escaping ScriptedServer.Script) async throws -> [Int] {
        let (fine, seen) = (Self.fine, Recorded())
        try await ScriptedServer.run(script) { bad, _ in
            try await ScriptedServer.run { _, server in
                try await server.answer(with: fine)
            } _: { good, _ in
                try await ProxyScene.run([bad, good]) { scene in
                    let client = try await scene.connect()
                    for _ in 0..<count {
                        try await client.send(Self.get)
                        seen.add(try await client.readResponse().status)
                    }
                }
            }
        }
        return seen.all
    }

    @Test func `a server that only fails is asked no more`() async throws {
        let asked = Tally()
        let statuses = try await statuses(of: 100) { _, server in
            while true {
                _ = try await server.read(through: "\r\n\r\n")
                asked.add()
                try await server.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
            }
        }
        #expect(statuses.count { $0 == 500 } == asked.count && asked.count <= 5)
        #expect(statuses.suffix(50).map { $0 } == Array(repeating: 200, count: 50))
    }

    @Test func `a server that comes and goes costs nobody an answer`() async throws {
        let fine = Self.fine
        let statuses = try await statuses(of: 100) { number, server in
            // One connection in two ends where an answer is due, the others after a few of them.
            for _ in 0..<(number.isMultiple(of: 2) ? 0 : 3) {
                _ = try await server.read(through: "\r\n\r\n")
                try await server.send(fine)
            }
            _ = try await server.read(through: "\r\n\r\n")
        }
        #expect(statuses == Array(repeating: 200, count: 100))
    }

    @Test func `a slow server gets less than a quick one`() async throws {
        let (fine, asked) = (Self.fine, Tally())
        let statuses = try await statuses(of: 60) { _, server in
            while true {
                _ = try await server.read(through: "\r\n\r\n")
                asked.add()
                let since = ContinuousClock.now
                try await eventually("it is slow") { ContinuousClock.now - since > .milliseconds(50) }
                try await server.send(fine)
            }
        }
        #expect(statuses == Array(repeating: 200, count: 60))
        #expect(asked.count <= 6, "\(asked.count) of 60")
    }
}

/// Statuses in the order in which they came.
private final class Recorded: Sendable {
    private let values = Mutex<[Int]>([])
    var all: [Int] { values.withLock { $0 } }
    func add(_ value: Int) { values.withLock { $0.append(value) } }
}
