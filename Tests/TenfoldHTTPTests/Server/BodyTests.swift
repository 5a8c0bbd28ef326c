import NIOCore
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

@Suite(.timeLimit(.minutes(1)))
struct BodyTests {
    @Test(arguments: [Route.BodyMode.buffered(limit: 100), .streamed(limit: 100)])
    func `a chunked request body is put together`(mode: Route.BodyMode) async throws {
        try await withServer([.echo(mode)]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            try await client.send("2;x=y\r\nde\r\n0\r\nX-Trailer: x\r\n\r\n")
            #expect(try await client.readResponse().body == "abcde")
            try await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nf")
            #expect(try await client.readResponse().body == "f")
        }
    }

    @Test func `a stream without a length is chunked, and runs to the end of the connection in 1.0`() async throws {
        let route = Route(.get, "/stream") { _ in
            Response(
                body: .stream { writer in
                    try await writer.write("one ")
                    await Task.yield()
                    try await writer.write("two")
                })
        }
        try await withServer([route]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            for _ in 0..<2 {
                try await client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
                let response = try await client.readResponse()
                #expect(response["transfer-encoding"] == "chunked" && response.body == "one two")
            }
            try await client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasSuffix("\r\n\r\none two") && !answer.contains("chunked"))
        }
    }

    @Test func `a stream that breaks its announced length ends the connection`() async throws {
        let route = Route(.get, "/:n") { request in
            Response(body: .stream(length: 3) { try await $0.write(request.parameters["n"] ?? "") })
        }
        try await withServer([route]) { port, _ in
            for (name, end) in [("abc", "abc"), ("ab", "\r\n\r\nab"), ("abcd", "\r\n\r\n")] {
                let client = try await RawConnection.connect(port: port)
                try await client.send("GET /\(name) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(await client.readToEnd().hasSuffix(end))
            }
        }
    }

    @Test func `a stream that fails is cut, so that the client can tell`() async throws {
        struct Broken: Error {}
        let route = Route(.get, "/x") { _ in
            Response(
                body: .stream { writer in
                    try await writer.write("a")
                    throw Broken()
                })
        }
        try await withServer([route]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await !client.readToEnd().contains("0\r\n\r\n"))
        }
    }

    @Test func `a streamed echo holds a fast sender back while its reader is slow`() async throws {
        let size = 8 << 20
        let taken = Recorder<Int>()
        let route = Route(.post, "/echo", body: .streamed(limit: size)) { request in
            Response(
                body: .stream { writer in
                    for try await piece in request.body {
                        taken.record(piece.readableBytes)
                        try await writer.write(piece)
                    }
                })
        }
        try await withServer([route]) { port, _ in
            let client = try await RawConnection.connect(port: port, reads: false)
            try await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
            client.startSending(String(repeating: "x", count: size))
            try await eventually("the echo began") { !taken.all.isEmpty }
            try await client.startReading()
            let response = try await client.readResponse()
            #expect(response.body.utf8.count == size)
            #expect(taken.all.reduce(0, +) == size)
        }
    }

    @Test func `an unread body is dropped and the connection goes on`() async throws {
        let route = Route(.post, "/x", body: .streamed(limit: 1 << 20)) { _ in .text("no thanks") }
        try await withServer([route]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            for _ in 0..<2 {
                try await client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
                #expect(try await client.readResponse().body == "no thanks")
                try await client.send("12345")
            }
        }
    }

    @Test func `a large unread body ends the connection`() async throws {
        let route = Route(.post, "/x", body: .streamed(limit: 1 << 24)) { _ in .text("no thanks") }
        try await withServer([route]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\nabc")
            let answer = await client.readToEnd()
            #expect(answer.contains("connection: close") && answer.hasSuffix("no thanks"))
        }
    }

    @Test func `a client that vanishes in the middle of a body ends the handler`() async throws {
        let errors = Recorder<RequestBodyError.Code>()
        let summaries = Recorder<RequestSummary>()
        let route = Route(.post, "/x", body: .streamed(limit: 100)) { request in
            do {
                _ = try await request.body.collect(upTo: 100)
            } catch let error as RequestBodyError {
                errors.record(error.code)
                throw error
            }
            return .text("done")
        }
        let hooks = ServerHooks(finished: { summaries.record($0) })
        try await withServer([route, .echo()], hooks: hooks) { port, server in
            for path in ["/x", "/echo"] {
                let client = try await RawConnection.connect(port: port)
                try await client.send("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
                try await eventually("the request began") { server.requestsInFlight == 1 }
                await client.close()
                try await eventually("the request ended") { server.requestsInFlight == 0 }
            }
            try await eventually("both were reported") { summaries.all.count == 2 }
            #expect(errors.all == [.connectionClosed])
            #expect(summaries.all.map(\.ending) == [.cut, .cut])
            #expect(summaries.all.map(\.status.code) == [499, 499])
        }
    }

    @Test func `a large body is sent whole`() async throws {
        let text = String(repeating: "0123456789", count: 100_000)
        let route = Route(.get, "/large") { _ in .text(text) }
        try await withServer([route]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\nGET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.readResponse().body == text)
            #expect(try await client.readResponse().body == text)
        }
    }
}
