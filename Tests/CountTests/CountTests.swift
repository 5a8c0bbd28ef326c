import Foundation
import TenfoldTesting
import Testing

#if canImport(Glibc)
    /// What a request may cost at most, in calls of the allocator and of the kernel: counts do not depend on how busy the
    /// machine is. They are taken on the release executables, which `make test` builds first.
    @Suite(.serialized) struct CountTests {
        private let thresholds: Thresholds
        private let tools: CountingTools

        init() throws {
            thresholds = try Thresholds.committed()
            tools = try CountingTools.shared.get()
        }

        @Test func `13 bytes cost no more calls than agreed`() async throws {
            try await holds("13 bytes", executable: "hello") { _ in "/plaintext" }
        }

        @Test func `a product from the cache costs no more calls than agreed`() async throws {
            try await holds("a product from the cache", executable: "shop") { app in
                let path = try await Self.addProduct(to: app)
                let answer = try await app.client.get(path)
                #expect(answer.status == 200)
                return path
            }
        }

        private func holds(
            _ name: String, executable: String, path: (AppProcess) async throws -> String
        ) async throws {
            let folder = try TestFolder()
            let counts = folder.path + "/counts"
            let app = try await AppProcess.start(
                try ReleaseExecutable.path(of: executable), data: folder.path + "/data", arguments: ["--loops", "1"],
                environment: tools.environment(counts: counts))
            let cost = try await tools.cost(ofGetting: try await path(app), port: app.client.port, counts: counts)
            let exit = try await app.terminate()
            #expect(exit.code == 0)

            let limit = try #require(thresholds.limits[name])
            // In whole calls: what runs in the background adds a few hundredths.
            #expect(cost.mallocs.rounded() <= limit.mallocs, "\(name): mallocs a request; all counts: \(cost)")
            #expect(
                cost.systemCalls.rounded() <= limit.systemCalls, "\(name): system calls a request; all counts: \(cost)")
        }

        private static func addProduct(to app: AppProcess) async throws -> String {
            let credentials: JSON = ["email": "admin@shop.test", "password": "correct horse battery"]
            let account: JSON = [
                "email": "admin@shop.test", "password": "correct horse battery", "name": "Ann",
            ]
            _ = try await app.client.post("/accounts", account)
            let session = try await app.client.post("/sessions", credentials)
            let token = try #require(session.json["token"].text)
            let product = try await app.client.with(token: token).post(
                "/products", ["name": "A kettle", "priceCents": 1999, "stock": 3])
            return "/products/" + (try #require(product.json["id"].text))
        }
    }
#else
    @Suite struct CountTests {
        @Test(.disabled("calls are counted by a preloaded library, which works with glibc on Linux alone"))
        func `a request costs no more calls than agreed`() { Issue.record("not measured") }
    }
#endif
