import Metrics
import NIOCore
import NIOPosix
import TenfoldCore
import TenfoldTesting
import Testing

@testable import TenfoldHTTP

/// Bounds in number and time: connections, waiting calls, deadlines, cancellation, the end of the client.
@Suite(.timeLimit(.minutes(1)))
struct ClientWaitingTests {
    /// Answers when the gate opens.
    private func held(by gate: Gate) -> Route {
        Route(.get, "/held") { _ in
            await gate.wait()
            return .text("held")
        }
    }

    @Test func `a request that waits too long for a connection was not sent`() async throws {
        let gate = Gate()
        try await withServer([held(by: gate), .hello]) { port, _ in
            try await withClient(.with { $0.connectionsPerEndpoint = 1 }) { client async throws in
                async let holder = client.get("/held", .local(port))
                try await eventually("the connection is in use") { client.openConnections == 1 }
                let error = await client.failure("/hello", .local(port), within: .milliseconds(30))
                #expect(error?.code == .waitedTooLong && error?.isUnsent == true)
                #expect(client.waitingRequests == 0)
                gate.open()
                #expect(try await holder.text == "held")
                #expect(try await client.get("/hello", .local(port)).text == "hello")
            }
        }
    }

    @Test func `a response that does not come in time may have had an effect`() async throws {
        let gate = Gate()
        try await withServer([held(by: gate), .hello]) { port, server in
            try await withClient { client async throws in
                _ = try await client.get("/hello", .local(port))
                let start = ContinuousClock.now
                let error = await client.failure("/held", .local(port), within: .milliseconds(50))
                #expect(ContinuousClock.now - start >= .milliseconds(50))
                #expect(error?.code == .timedOut && error?.reach == .unknown)
                #expect(client.openConnections == 0, "its connection would bring the late response")
                #expect(try await client.get("/hello", .local(port)).text == "hello")
                gate.open()
            }
        }
    }

    @Test func `each of many deadlines is kept, whatever their order`() async throws {
        let gate = Gate()
        try await withServer([held(by: gate)]) { port, _ in
            try await withClient { client async throws in
                await withTaskGroup(of: Void.self) { group in
                    for limit in [200, 20, 150, 50, 100] {
                        group.addTask {
                            let start = ContinuousClock.now
                            let error = await client.failure("/held", .local(port), within: .milliseconds(limit))
                            #expect(error?.code == .timedOut)
                            #expect(ContinuousClock.now - start >= .milliseconds(limit))
                        }
                    }
                }
                gate.open()
            }
        }
    }

    @Test func `a deadline that is over already sends nothing`() async throws {
        try await withServer([.hello]) { port, server in
            try await withClient { client async throws in
                let error = await client.failure("/hello", .local(port), within: .seconds(-1))
                #expect(error?.isUnsent == true)
                #expect(server.openConnections == 0)
            }
        }
    }

    @Test func `requests have a deadline, even without one of their own`() async throws {
        let gate = Gate()
        try await withServer([held(by: gate)]) { port, _ in
            try await withClient(.with { $0.requestTimeout = .milliseconds(30) }) { client async throws in
                #expect(await client.failure("/held", .local(port))?.code == .timedOut)
                gate.open()
            }
        }
    }

    @Test func `more than may wait are refused, and counted`() async throws {
        let metrics = CountingMetrics()
        let gate = Gate()
        try await withMetricsFactory(metrics) {
            try await withServer([held(by: gate)]) { port, _ in
                let limits = HTTPClient.Options.with {
                    $0.connectionsPerEndpoint = 2
                    $0.waitingPerEndpoint = 3
                }
                try await withClient(limits) { client async throws in
                    try await withThrowingTaskGroup(of: String.self) { group in
                        for _ in 0..<2 { group.addTask { try await client.get("/held", .local(port)).text } }
                        try await eventually("all connections are in use") {
                            client.openConnections == 2 && client.waitingRequests == 0
                        }
                        for _ in 0..<3 { group.addTask { try await client.get("/held", .local(port)).text } }
                        try await eventually("three wait") { client.waitingRequests == 3 }
                        let error = await client.failure("/held", .local(port))
                        #expect(error?.code == .poolFull && error?.isUnsent == true)
                        gate.open()
                        for try await text in group { #expect(text == "held") }
                    }
                }
            }
        }
        #expect(metrics.count("tenfold_http_client_refused_total{reason=pool_full}") == 1)
    }

    @Test func `every refusal is counted by its reason`() async throws {
        let metrics = CountingMetrics()
        let counted = { (reason: String) in metrics.count("tenfold_http_client_refused_total{reason=\(reason)}") }
        let gate = Gate()
        try await withMetricsFactory(metrics) {
            try await withServer([held(by: gate), .hello]) { port, _ in
                try await withClient(.with { $0.responseBodyBytes = 4 }) { client async throws in
                    _ = await client.failure("/", .local(1))
                    _ = await client.failure("/hello", .local(port))
                    _ = await client.failure("/held", .local(port), within: .milliseconds(20))
                    _ = await client.failure("/held", .local(port), within: .zero)
                    await client.close()
                    _ = await client.failure("/hello", .local(port))
                    gate.open()
                }
            }
        }
        for reason in ["cannot_connect", "response_too_large", "deadline", "waited_too_long", "client_closed"] {
            #expect(counted(reason) == 1, "\(reason)")
        }
    }

    @Test func `waiting requests are served in the order in which they came`() async throws {
        let gate = Gate()
        let served = Recorder<String>()
        let route = Route(.get, "/number") { request in
            served.record(request.target)
            return .text("")
        }
        try await withServer([held(by: gate), route]) { port, _ in
            try await withClient(.with { $0.connectionsPerEndpoint = 1 }) { client async throws in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await client.get("/held", .local(port)) }
                    try await eventually("the connection is in use") { client.openConnections == 1 }
                    for number in 0..<10 {
                        group.addTask { _ = try await client.get("/number?\(number)", .local(port)) }
                        try await eventually("it waits") { client.waitingRequests == number + 1 }
                    }
                    gate.open()
                    try await group.waitForAll()
                }
            }
        }
        #expect(served.all == (0..<10).map { "/number?\($0)" })
    }

    @Test func `a cancelled request ends with its task, and its connection with it`() async throws {
        let gate = Gate()
        try await withServer([held(by: gate), .hello]) { port, server in
            try await withClient { client async throws in
                let task = Task { try await client.get("/held", .local(port)) }
                try await eventually("it is in") { server.requestsInFlight == 1 }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(client.openConnections == 0)
                #expect(try await client.get("/hello", .local(port)).text == "hello")
                gate.open()
            }
        }
    }

    @Test func `a request that is cancelled while it waits leaves its place`() async throws {
        let gate = Gate()
        try await withServer([held(by: gate), .hello]) { port, server in
            try await withClient(.with { $0.connectionsPerEndpoint = 1 }) { client async throws in
                async let holder = client.get("/held", .local(port))
                try await eventually("the connection is in use") { server.requestsInFlight == 1 }
                let task = Task { try await client.get("/hello", .local(port)) }
                try await eventually("it waits") { client.waitingRequests == 1 }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(client.waitingRequests == 0 && client.openConnections == 1)
                gate.open()
                #expect(try await holder.text == "held")
            }
        }
    }

    @Test func `a call that is cancelled before it begins never waits`() async throws {
        let metrics = ClientMetrics()
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let pool = ClientPool(loop: loop, options: .with { _ in }, metrics: metrics)
        let gate = Gate()
        try await withServer([held(by: gate)]) { port, server in
            let first = ClientCall(ClientRequest(.get, "/held"), .local(port), deadline: .now + .seconds(30))
            async let answer = withUnsafeThrowingContinuation { pool.begin(first, $0, now: .now) }
            try await eventually("its endpoint is known") { server.requestsInFlight == 1 }
            let call = ClientCall(ClientRequest(.get, "/"), .local(port), deadline: .now + .seconds(30))
            pool.cancel(call)
            await #expect(throws: CancellationError.self) {
                try await withUnsafeThrowingContinuation { pool.begin(call, $0, now: .now) }
            }
            #expect(metrics.waitingCount == 0 && metrics.connectionCount == 1)
            gate.open()
            let text = try await answer.text
            #expect(text == "held")
        }
    }

    @Test func `cancelling at any moment leaves nothing behind`() async throws {
        try await withServer([.hello]) { port, server in
            try await withClient(.with { $0.connectionsPerEndpoint = 8 }) { client async throws in
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<400 {
                        group.addTask {
                            let task = Task { try await client.get("/hello", .local(port)).text }
                            for _ in 0..<(number % 12) { await Task.yield() }
                            task.cancel()
                            switch await task.result {
                            case .success(let text): #expect(text == "hello")
                            case .failure(let error): #expect(error is CancellationError)
                            }
                        }
                    }
                }
                #expect(client.waitingRequests == 0)
                #expect(try await client.get("/hello", .local(port)).text == "hello")
            }
            try await eventually("all are closed") { server.openConnections == 0 }
        }
    }

    @Test func `idle connections are closed after a while`() async throws {
        try await withServer([.hello]) { port, server in
            try await withClient(.with { $0.idleTimeout = .milliseconds(20) }) { client async throws in
                #expect(try await client.get("/hello", .local(port)).text == "hello")
                try await eventually("it is closed") { client.openConnections == 0 && server.openConnections == 0 }
            }
        }
    }

    @Test func `closing waits for what is under way and takes nothing more`() async throws {
        let gate = Gate()
        try await withServer([held(by: gate)]) { port, server in
            try await withClient(.with { $0.connectionsPerEndpoint = 1 }) { client async throws in
                async let first = client.get("/held", .local(port))
                try await eventually("it is in") { server.requestsInFlight == 1 }
                async let second = client.get("/held", .local(port))
                try await eventually("it waits") { client.waitingRequests == 1 }
                async let closed: Void = client.close(grace: .seconds(30))
                try await eventually("it is closing") {
                    await client.failure("/held", .local(port), within: .milliseconds(20)) == .clientClosed
                }
                gate.open()
                #expect(try await first.text == "held")
                #expect(try await second.text == "held", "what was taken is served")
                await closed
                #expect(client.openConnections == 0)
            }
        }
    }

    @Test func `what is left after the grace of a close is cut`() async throws {
        let gate = Gate()
        try await withServer([held(by: gate)]) { port, server in
            try await withClient(.with { $0.connectionsPerEndpoint = 1 }) { client async throws in
                async let first = client.failure("/held", .local(port))
                try await eventually("it is in") { server.requestsInFlight == 1 }
                async let second = client.failure("/held", .local(port))
                try await eventually("it waits") { client.waitingRequests == 1 }
                await client.close(grace: .milliseconds(20))
                #expect(await first?.code == .connectionClosed)
                #expect(await second == .clientClosed)
                #expect(client.openConnections == 0)
                gate.open()
            }
        }
    }
}
