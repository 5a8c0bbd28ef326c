import Tenfold
import TenfoldTesting
import Testing

/// What an operator sees of requests without having asked for anything.
@Suite("Observation", .serialized)
struct ObservationTests {
    private struct BusyApp: App {
        static let name = "busy"
        static let modules: [any Module.Type] = [Busy.self]
    }

    private struct Busy: Module {
        static func declare(_ module: inout Declaration<Busy>) {
            module.http(.get, "/busy", access: .anyone, body: .none) { _, _ in
                let end = ContinuousClock.now + .milliseconds(200)
                while ContinuousClock.now < end {}
                return .text("at last")
            }
            module.http(.get, "/quick", access: .anyone, body: .none) { _, _ in .text("quick") }
        }

        init(_ environment: ModuleEnvironment) throws {}
    }

    private func busy(_ body: (TestApp) async throws -> Void) async throws {
        let app = try await TestApp.start(BusyApp.self)
        do {
            try await body(app)
            await app.stop()
        } catch {
            await app.stop()
            throw error
        }
    }

    private func blockages(_ app: TestApp) async throws -> Int {
        let lines = try await app.admin.get("/metrics").text.split(separator: "\n")
        return lines.filter { $0.hasPrefix("tenfold_event_loop_blocked_total{") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
    }

    @Test("a handler that holds its loop for more than 50 ms is noticed")
    func blockage() async throws {
        try await busy { app in
            // One registry a process: other tests may have counted before.
            let before = try await blockages(app)
            #expect(try await app.client.get("/busy").text == "at last")
            try await eventually("the blockage is counted") { try await blockages(app) > before }
        }
    }

    @Test("what reaches no route has an id too, and is counted without the client's own words")
    func unrouted() async throws {
        try await busy { app in
            let answer = try await app.client.get("/nowhere")
            #expect(answer.status == 404)
            #expect(answer["X-Request-Id"]?.utf8.count == 32)
            #expect(answer["traceresponse"]?.hasPrefix("00-") == true)
            let text = try await app.admin.get("/metrics").text
            #expect(text.contains("tenfold_http_requests_total{method=\"any\",route=\"none\",status=\"404\"}"))
        }
    }

    @Test("the process tells of itself")
    func process() async throws {
        try await busy { app in
            let text = try await app.admin.get("/metrics").text
            #expect(text.contains("\nprocess_resident_memory_bytes "))
            #expect(text.contains("\nprocess_open_fds "))
        }
    }
}
