import HostileMessages
import Synchronization
import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// Messages whose end two readers might see at different places, on both sides of a proxy.
@Suite(.timeLimit(.minutes(2))) struct ProxySmugglingTests {
    private static let fine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"
    private static let smuggled = "POST /smuggled HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"

    private func statuses(in text: String) -> [Int] {
        text.matches(of: #/HTTP/1\.1 (\d{3})/#).compactMap { Int($0.1) }
    }

    @Test(arguments: SmugglingShape.all)
    func `a client's is refused, and its server sees nothing of what follows`(shape: SmugglingShape) async throws {
        let seen = Mutex("")
        let fine = Self.fine
        try await ScriptedServer.run { _, server in
            // A server with a laxer parser: it would answer whatever it takes for a request.
            while true {
                let text = try await server.read(through: "\r\n\r\n")
                seen.withLock { $0 += text }
                guard text.contains("/smuggled") else { continue }
                try await server.send(fine)
            }
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send(shape.bytes + Self.smuggled + Self.smuggled)
                let answer = await client.readToEnd()
                let statuses = statuses(in: answer)
                #expect(statuses.count == 1 && shape.statuses.isSuperset(of: statuses), "\(answer)")
                #expect(answer.contains("\r\nconnection: close\r\n"), "\(answer)")
            }
        }
        #expect(!seen.withLock { $0 }.contains("/smuggled"))
    }

    private static let twoRequests =
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    @Test(arguments: ResponseExamples.refused)
    func `a server's is a 502, and the next request gets its own answer`(text: String) async throws {
        let fine = Self.fine
        try await ScriptedServer.run { number, server in
            guard number == 0 else { return try await server.answer(with: fine) }
            _ = try await server.read(through: "\r\n\r\n")
            try await server.send(bytes: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
            _ = await server.readToEnd()
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send(Self.twoRequests)
                let answer = await client.readToEnd()
                #expect(statuses(in: answer) == [502, 200] && answer.hasSuffix("fine"), "\(answer)")
            }
        }
    }

    @Test(arguments: ["xyz\r\n", "3\r\nhello\r\n", "0\r\nContent-Length: 5\r\n\r\n"])
    func `a server's whose head has gone on ends its client's connection`(chunks: String) async throws {
        let (fine, headCame) = (Self.fine, Tally())
        try await ScriptedServer.run { number, server in
            guard number == 0 else { return try await server.answer(with: fine) }
            _ = try await server.read(through: "\r\n\r\n")
            try await server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            try await eventually("the client has the head") { headCame.count > 0 }
            try await server.send(chunks)
            _ = await server.readToEnd()
        } _: { endpoint, _ in
            try await ProxyScene.run([endpoint]) { scene in
                let client = try await scene.connect()
                try await client.send(Self.twoRequests)
                let head = try await client.read(through: "\r\n\r\n")
                headCame.add()
                let rest = await client.readToEnd()
                #expect(statuses(in: head) == [200] && statuses(in: rest).isEmpty, "\(head)\(rest)")
                #expect(!rest.hasSuffix("0\r\n\r\n") && !rest.contains("fine"), "\(rest)")
            }
        }
    }
}
