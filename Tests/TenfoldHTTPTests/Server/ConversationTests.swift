import NIOCore
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

/// How requests and responses follow one another on a connection.
@Suite(.timeLimit(.minutes(1)))
struct ConversationTests {
    @Test func `a connection takes one request after another`() async throws {
        try await withServer([.hello]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            for _ in 0..<3 {
                try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                let response = try await client.readResponse()
                #expect(response.status == 200)
                #expect(response.body == "hello")
                #expect(response["date"]?.hasSuffix("GMT") == true)
                #expect(response["connection"] == nil)
            }
        }
    }

    @Test func `pipelined answers keep their order though the first handler suspends`() async throws {
        let gate = Gate()
        let slow = Route(.get, "/slow") { _ in
            await gate.wait()
            return .text("slow")
        }
        let quick = Route(.get, "/quick/:n") { request in .text(request.parameters["n"] ?? "") }
        try await withServer([slow, quick]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            var requests = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"
            for number in 0..<50 { requests += "GET /quick/\(number) HTTP/1.1\r\nHost: a\r\n\r\n" }
            try await client.send(requests)
            gate.open()
            #expect(try await client.readResponse().body == "slow")
            for number in 0..<50 { #expect(try await client.readResponse().body == "\(number)") }
        }
    }

    @Test func `pipelined requests that all suspend are all answered`() async throws {
        let yielding = Route(.get, "/:n") { request in
            await Task.yield()
            return .text(request.parameters["n"] ?? "")
        }
        try await withServer([yielding]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            for round in 0..<20 {
                var requests = ""
                for number in 0..<20 { requests += "GET /\(round * 20 + number) HTTP/1.1\r\nHost: a\r\n\r\n" }
                try await client.send(requests)
                for number in 0..<20 { #expect(try await client.readResponse().body == "\(round * 20 + number)") }
            }
        }
    }

    @Test func `a request may come byte by byte`() async throws {
        try await withServer([.echo()]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            for byte in "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi" {
                try await client.send(String(byte))
            }
            #expect(try await client.readResponse().body == "hi")
        }
    }

    @Test func `HEAD has the length of GET and no body`() async throws {
        try await withServer([.hello]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.readResponse(toHead: true)["content-length"] == "5")
            #expect(try await client.readResponse().body == "hello")
        }
    }

    @Test func `connection close is honoured and announced`() async throws {
        try await withServer([.hello]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.contains("connection: close\r\n") && answer.hasSuffix("hello"))
        }
    }

    @Test func `HTTP 1.0 closes unless it asks to be kept`() async throws {
        try await withServer([.hello]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try await client.readResponse()["connection"] == "keep-alive")
            try await client.send("GET /hello HTTP/1.0\r\n\r\n")
            #expect(await client.readToEnd().hasSuffix("hello"))
        }
    }

    @Test func `a client that closed its side still gets its answer`() async throws {
        let gate = Gate()
        let slow = Route(.get, "/slow") { _ in
            await gate.wait()
            return .text("slow")
        }
        try await withServer([slow]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            try await client.closeOutput()
            gate.open()
            #expect(await client.readToEnd().hasSuffix("slow"))
        }
    }

    @Test func `404, 405 with Allow, OPTIONS and unknown methods keep the connection or say so`() async throws {
        try await withServer([.hello]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n")
            let notFound = try await client.readResponse()
            #expect(notFound.status == 404 && notFound["content-type"] == "application/problem+json")
            try await client.send("POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
            let notAllowed = try await client.readResponse()
            #expect(notAllowed.status == 405 && notAllowed["allow"] == "GET, HEAD, OPTIONS")
            try await client.send("OPTIONS /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            let options = try await client.readResponse()
            #expect(options.status == 204 && options["allow"] == "GET, HEAD, OPTIONS")
            #expect(options["content-length"] == nil)
            try await client.send("PROPFIND /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await client.readToEnd().hasPrefix("HTTP/1.1 501 "))
        }
    }

    @Test func `an error of a handler becomes what the hook makes of it`() async throws {
        struct Broken: Error {}
        let hooks = ServerHooks(respondToError: { error, request in
            Response(status: 500, body: .text("\(error is Broken) \(request?.path ?? "")"))
        })
        try await withServer([Route(.get, "/x") { _ in throw Broken() }], hooks: hooks) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /x?y HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try await client.readResponse()
            #expect(response.status == 500 && response.body == "true /x")
        }
    }

    @Test func `a response field that would inject another is a 500`() async throws {
        let route = Route(.get, "/x") { _ in Response(fields: ["a": "b\r\nset-cookie: c"]) }
        try await withServer([route]) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try await client.readResponse()
            #expect(response.status == 500 && !response.head.contains("cookie"))
        }
    }

    @Test func `each request is reported once with its route, status and bytes`() async throws {
        let summaries = Recorder<RequestSummary>()
        let hooks = ServerHooks(finished: { summaries.record($0) })
        try await withServer([.echo(), .hello], hooks: hooks) { port, _ in
            let client = try await RawConnection.connect(port: port)
            try await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
            _ = try await client.readResponse()
            try await client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.readResponse()
            #expect(summaries.all.map(\.route) == ["/echo", nil])
            #expect(summaries.all.map(\.status.code) == [200, 404])
            #expect(summaries.all.first?.requestBytes == 3 && summaries.all.first?.responseBytes == 3)
            #expect(summaries.all.first?.remoteAddress == "127.0.0.1")
        }
    }
}
