import NIOCore
import NIOPosix
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

@Suite(.timeLimit(.minutes(1)))
struct DrainTests {
    @Test func `requests in flight are answered before the server stops`() async throws {
        let gate = Gate()
        let slow = Route(.get, "/slow") { _ in
            await gate.wait()
            return .text("slow")
        }
        try await withServer([slow, .hello]) { port, server in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("it is in") { server.requestsInFlight == 1 }
            async let stopped: Void = server.shutdown(grace: .seconds(10))
            try await eventually("it listens no more") { (try? await RawConnection.connect(port: port)) == nil }
            gate.open()
            let answer = await client.readToEnd()
            #expect(answer.contains("slow") && answer.hasSuffix("hello"))
            #expect(answer.contains("connection: close"))
            await stopped
            #expect(server.openConnections == 0)
        }
    }

    @Test func `a stream is sent to its end`() async throws {
        let gate = Gate()
        let route = Route(.get, "/stream") { _ in
            Response(
                body: .stream { writer in
                    try await writer.write("one ")
                    await gate.wait()
                    try await writer.write("two")
                })
        }
        try await withServer([route]) { port, server in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.read(through: "one ")
            async let stopped: Void = server.shutdown(grace: .seconds(10))
            try await eventually("it listens no more") { (try? await RawConnection.connect(port: port)) == nil }
            gate.open()
            #expect(await client.readToEnd() == "\r\n3\r\ntwo\r\n0\r\n\r\n")
            await stopped
        }
    }

    @Test func `idle connections are closed`() async throws {
        try await withServer([.hello]) { port, server in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.readResponse()
            async let stopped: Void = server.shutdown(grace: .seconds(10))
            #expect(await client.readToEnd() == "")
            await stopped
        }
    }

    @Test func `what is left after the grace is cut`() async throws {
        let slow = Route(.get, "/slow") { _ in
            try await untilCancelled()
            return .text("too late")
        }
        try await withServer([slow]) { port, server in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("it is in") { server.requestsInFlight == 1 }
            await server.shutdown(grace: .milliseconds(50))
            #expect(await client.readToEnd() == "")
            #expect(server.requestsInFlight == 0)
        }
    }

    @Test func `connections that the kernel has queued are taken in and answered`() async throws {
        let mayGoOn = Flag()
        let blocking = Route(.get, "/block") { _ in
            while !mayGoOn.isUp {}
            return .text("blocked")
        }
        let limits = HTTPLimits.forTests { $0.drainIdleTimeout = .seconds(5) }
        try await withServer([blocking, .hello], limits: limits) { port, server in
            let blocker = try await RawConnection.connect(port: port)
            try await blocker.send("GET /block HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("the loop is blocked") { server.requestsInFlight == 1 }
            var queued: [RawConnection] = []
            for _ in 0..<10 {
                let client = try await RawConnection.connect(port: port)
                try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                queued.append(client)
            }
            #expect(server.openConnections == 1)
            async let stopped: Void = server.shutdown(grace: .seconds(10))
            try await eventually("the shutdown has begun") { server.isStopping }
            mayGoOn.raise()
            for client in queued { #expect(await client.readToEnd().hasSuffix("hello")) }
            #expect(await blocker.readToEnd().hasSuffix("blocked"))
            await stopped
        }
    }

    @Test func `under load every request that was sent is answered`() async throws {
        let route = Route(.post, "/echo") { request in
            await Task.yield()
            return Response(body: .buffer(try await request.body.collect(upTo: 100)))
        }
        let answered = Recorder<Int>()
        let lost = Recorder<String>()
        // The clients share two busy cores with other tests: a pause of theirs is no idleness.
        let limits = HTTPLimits.forTests { $0.drainIdleTimeout = .seconds(5) }
        try await withServer([route], limits: limits, loops: 2) { port, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask { await requestUntilClosed(port: port, answered, lost) }
                }
                try await eventually("there is load") { answered.all.count > 200 && server.openConnections == 16 }
                await server.shutdown(grace: .seconds(10))
            }
        }
        #expect(lost.all == [])
    }
}

/// Sends one request after another on one connection until a response says that it was the last.
private func requestUntilClosed(port: Int, _ answered: Recorder<Int>, _ lost: Recorder<String>) async {
    do {
        let client = HTTPClient(options: .with { _ in }, group: MultiThreadedEventLoopGroup.singleton.next())
        while true {
            let request = ClientRequest(.post, "/echo", body: ByteBuffer(string: "x"))
            let response = try await client.send(request, to: .local(port))
            answered.record(response.status.code)
            if !response.keepsConnection { return }
        }
    } catch {
        lost.record("\(error)")
    }
}
