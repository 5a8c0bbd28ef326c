import Tenfold
import TenfoldTesting
import Testing

@Suite("Public routes", .serialized)
struct RoutesTests {
    private func lab(_ body: (TestApp) async throws -> Void) async throws {
        let app = try await TestApp.start(LabApp.self) { $0.requestTimeout = .seconds(5) }
        do {
            try await body(app)
            await app.stop()
        } catch {
            await app.stop()
            throw error
        }
    }

    @Test("an unexpected error is a 500 that tells nothing but its request's id")
    func unexpected() async throws {
        try await lab { app in
            let answer = try await app.client.post("/keep", ["tally": "x", "mood": "fail"])
            #expect(answer.status == 500)
            #expect(answer["Content-Type"] == "application/problem+json")
            #expect(answer.json["requestId"].text == answer["X-Request-Id"])
            #expect(!answer.text.contains("Broken"))
        }
    }

    @Test("a caller's request id and trace are taken on")
    func ids() async throws {
        try await lab { app in
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            let answer = try await app.client.get("/count/x", fields: ["X-Request-Id": "mine-1", "traceparent": trace])
            #expect(answer["X-Request-Id"] == "mine-1")
            #expect(answer["traceresponse"]?.hasPrefix("00-0af7651916cd43dd8448eb211c80319c-") == true)
            #expect(answer["traceresponse"] != trace)
        }
    }

    @Test("an entity tag that the client has is a 304 without a body")
    func notModified() async throws {
        try await lab { app in
            let first = try await app.client.get("/count/x")
            let tag = try #require(first["ETag"])
            #expect(first["Cache-Control"] == "public, max-age=5")
            let second = try await app.client.get("/count/x", fields: ["If-None-Match": tag])
            #expect(second.status == 304)
            #expect(second.body.isEmpty)
            #expect(try await app.client.get("/count/x", fields: ["If-None-Match": "\"other\""]).status == 200)
        }
    }

    @Test("a role is asked for before the body is looked at: 401 without a token, 403 with another role")
    func roles() async throws {
        try await lab { app in
            let anonymous = try await app.client.get("/secret")
            #expect(anonymous.status == 401)
            #expect(anonymous["WWW-Authenticate"] == "Bearer")
            #expect(try await app.client.with(token: "forged").get("/secret").status == 401)
        }
    }

    @Test("a raw route reads a streamed body")
    func upload() async throws {
        try await lab { app in
            let text = String(repeating: "x", count: 300_000)
            let answer = try await app.client.send("POST", "/upload", body: Array(text.utf8))
            #expect(answer.text == "300000")
        }
    }

    @Test("a bad idempotency key is a 400")
    func badKey() async throws {
        try await lab { app in
            let answer = try await app.client.post(
                "/keep", ["tally": "x", "mood": "fine"], fields: ["Idempotency-Key": String(repeating: "k", count: 300)]
            )
            #expect(answer.status == 400)
        }
    }

    @Test("the app's metrics and health are on the admin port, and only there")
    func admin() async throws {
        try await lab { app in
            _ = try await app.client.get("/count/x")
            try await eventually("the request is counted") {
                try await app.admin.get("/metrics").text
                    .contains("tenfold_http_requests_total{method=\"GET\",route=\"/count/:tally\",status=\"200\"}")
            }
            for path in ["/livez", "/readyz", "/startupz"] {
                #expect(try await app.admin.get(path).status == 200)
                #expect(try await app.client.get(path).status == 404)
            }
        }
    }
}
