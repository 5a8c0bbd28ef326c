import NIOCore
import NIOPosix
import Synchronization
import TenfoldHTTP
import TenfoldTesting
import Testing

@testable import TenfoldGateway

/// Copies of requests for another upstream.
@Suite(.timeLimit(.minutes(1))) struct MirroringTests {
    /// What servers have been asked.
    private final class Seen: Sendable {
        private let requests = Mutex<[String]>([])
        var all: [String] { requests.withLock { $0 } }
        func add(_ request: String) { requests.withLock { $0.append(request) } }
    }

    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmain"

    /// A proxy before a server, and another that gets copies.
    private func run(
        percent: Int = 100, body: Int = 0, mirror: @escaping ScriptedServer.Script,
        _ test: (ProxyScene, Seen) async throws -> Void
    ) async throws {
        let seen = Seen()
        try await ScriptedServer.run { _, server in
            while true {
                let head = try await server.read(through: "\r\n\r\n")
                seen.add(head + (try await server.read(count: body)))
                try await server.send(Self.ok)
            }
        } _: { endpoint, _ in
            try await ScriptedServer.run(mirror) { other, _ in
                var route = ProxyRoute(path: "/*", upstream: "it")
                route.mirror = ProxyRoute.Mirror(upstream: "other", percent: percent)
                try await ProxyScene.run([endpoint], routes: [route]) {
                    $0.upstreams.append(ProxyUpstream(name: "other", servers: [other]))
                } _: { scene in
                    try await test(scene, seen)
                }
            }
        }
    }

    @Test func `another upstream gets what the route's gets, and its answer goes nowhere`() async throws {
        let copies = Seen()
        try await run { _, server in
            while true {
                copies.add(try await server.read(through: "\r\n\r\n"))
                try await server.send("HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\ncopy")
            }
        } _: { scene, seen in
            let client = try await scene.connect()
            for number in 0..<5 {
                try await client.send("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.read(count: Self.ok.utf8.count) == Self.ok)
            }
            try await eventually("all are copied") { copies.all.count == 5 }
            #expect(Set(copies.all) == Set(seen.all))
        }
    }

    @Test(arguments: [
        ("Content-Length: 11\r\n\r\n", "hello world"),
        ("Transfer-Encoding: chunked\r\n\r\n", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"),
    ])
    func `bodies are copied as they come`(framing: String, body: String) async throws {
        let copies = Seen()
        let length = body.utf8.count
        try await run(body: length) { _, server in
            while true {
                let head = try await server.read(through: "\r\n\r\n")
                copies.add(head + (try await server.read(count: length)))
                try await server.send("HTTP/1.1 204 No Content\r\n\r\n")
            }
        } _: { scene, seen in
            let client = try await scene.connect()
            for _ in 0..<3 {
                try await client.send("POST / HTTP/1.1\r\nHost: a\r\n\(framing)")
                for byte in body { try await client.send(String(byte)) }
                #expect(try await client.read(count: Self.ok.utf8.count) == Self.ok)
            }
            try await eventually("all are copied") { copies.all.count == 3 }
            #expect(copies.all == seen.all)
        }
    }

    @Test func `a copy whose server does not read is given up`() async throws {
        let length = 32 << 20
        // The kernel takes connections for it; nobody reads from them.
        let deaf = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.autoRead, value: false).bind(host: "127.0.0.1", port: 0).get()
        try await ScriptedServer.run { _, server in
            _ = try await server.read(through: "\r\n\r\n")
            _ = try await server.read(count: length)
            try await server.send(Self.ok)
        } _: { endpoint, _ in
            var route = ProxyRoute(path: "/*", upstream: "it")
            route.mirror = ProxyRoute.Mirror(upstream: "other")
            try await ProxyScene.run([endpoint], routes: [route]) {
                let other = HTTPEndpoint(host: "127.0.0.1", port: deaf.localAddress?.port ?? 0)
                $0.upstreams.append(ProxyUpstream(name: "other", servers: [other]))
            } _: { scene in
                let client = try await scene.connect()
                client.startSending("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
                client.startSending(String(repeating: "x", count: length))
                #expect(try await client.read(count: Self.ok.utf8.count) == Self.ok)
                await client.close()
                try await eventually("nothing is left") { scene.proxy.openConnections == 0 }
            }
        }
        try await deaf.close()
    }

    @Test func `a client that goes in its body leaves no whole copy behind`() async throws {
        let gone = Mutex(false)
        let copies = Seen()
        try await run(body: 100) { _, server in
            copies.add(try await server.read(through: "\r\n\r\n"))
            _ = await server.readToEnd()
            gone.withLock { $0 = true }
        } _: { scene, _ in
            let client = try await scene.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
            try await eventually("the copy is on its way") { !copies.all.isEmpty }
            await client.close()
            try await eventually("the copy's connection ends") { gone.withLock { $0 } }
        }
    }

    /// The proxy could not stop if anything of a copy were left.
    @Test func `a copy whose answer breaks off is forgotten`() async throws {
        let copies = Seen()
        try await run { _, server in
            copies.add(try await server.read(through: "\r\n\r\n"))
            try await server.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
        } _: { scene, _ in
            let client = try await scene.connect()
            for _ in 0..<5 {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.read(count: Self.ok.utf8.count) == Self.ok)
            }
            try await eventually("all are copied") { copies.all.count == 5 }
        }
    }

    @Test func `a part of the requests is copied`() async throws {
        let copies = Seen()
        try await run(percent: 20) { _, server in
            while true {
                copies.add(try await server.read(through: "\r\n\r\n"))
                try await server.send("HTTP/1.1 204 No Content\r\n\r\n")
            }
        } _: { scene, _ in
            let client = try await scene.connect()
            for _ in 0..<300 {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await client.read(count: Self.ok.utf8.count)
            }
            try await eventually("some are copied") { copies.all.count >= 20 }
            #expect((20...120).contains(copies.all.count))
        }
    }

    @Test func `nobody there to copy to harms nobody`() async throws {
        let seen = Seen()
        try await ScriptedServer.run { _, server in
            while true {
                seen.add(try await server.read(through: "\r\n\r\n"))
                try await server.send(Self.ok)
            }
        } _: { endpoint, _ in
            var route = ProxyRoute(path: "/*", upstream: "it")
            route.mirror = ProxyRoute.Mirror(upstream: "other")
            try await ProxyScene.run([endpoint], routes: [route]) {
                $0.upstreams.append(ProxyUpstream(name: "other", servers: [HTTPEndpoint(host: "127.0.0.1", port: 1)]))
            } _: { scene in
                let client = try await scene.connect()
                for _ in 0..<40 {
                    try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try await client.read(count: Self.ok.utf8.count) == Self.ok)
                }
            }
        }
        #expect(seen.all.count == 40)
    }
}
