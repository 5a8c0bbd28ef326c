import Foundation
import TenfoldTesting
import Testing

/// Shop as services behind the gateway of its stage.
@Suite(.serialized, .timeLimit(.minutes(5))) struct GatewayRoleTests {
    private static let secret = "a-secret-of-a-test-long-enough"

    /// A stage of its own: everything in one service, behind a gateway that the test describes.
    private struct Scene {
        let app: AppProcess
        let internalPort: Int
        let file: String

        static func yaml(_ gateway: String, internalPort: Int, adminPort: Int) -> String {
            """
            app: shop
            stages:
              fronted:
                services:
                  all:
                    modules: [accounts, catalog, orders, email, analytics]
                    internal-port: \(internalPort)
                    admin-port: \(adminPort)
                  front:
                    port: 8080
                    admin-port: \(adminPort + 1)
                    gateway: \(gateway)

            """
        }

        func describe(_ gateway: String) throws {
            try Data(Self.yaml(gateway, internalPort: internalPort, adminPort: internalPort + 1).utf8)
                .write(to: URL(filePath: file))
        }
    }

    private func withScene(_ gateway: String, _ body: (Scene) async throws -> Void) async throws {
        let folder = try TestFolder()
        let first = try FreePorts.inARow(3)
        let file = folder.path + "/tenfold.yaml"
        try Data(Scene.yaml(gateway, internalPort: first, adminPort: first + 1).utf8).write(to: URL(filePath: file))
        let app = try await AppProcess.start(
            "shop", data: folder.path + "/data", topology: .stage("fronted", file: file),
            arguments: ["--stage-value", "services.all.internal-port=\(first)"],
            environment: ["TENFOLD_SECRET": Self.secret])
        do {
            try await body(Scene(app: app, internalPort: first, file: file))
        } catch {
            _ = try await app.terminate()
            throw error
        }
        #expect(try await app.terminate().code == 0)
    }

    @Test func `the services behind a gateway take public requests from it alone`() async throws {
        try await withScene("{}") { scene in
            #expect(try await scene.app.client.get("/products").status == 200)
            let behind = APIClient(port: scene.internalPort)
            for fields in [
                [:], ["X-Forwarded-Proof": "none"], ["X-Forwarded-Proof": Self.secret],
                ["X-Forwarded-Proof": String(repeating: "0", count: 64)],
            ] {
                expectProblem(try await behind.get("/products", fields: fields), 401)
            }
            expectProblem(try await behind.with(token: Self.secret).get("/products"), 401)
            // And through the gateway nobody gets to what the services say to each other.
            let insider = scene.app.client.with(token: Self.secret)
            expectProblem(try await insider.post("/shop.accounts/Find", ["id": "x"]), 404)
            // Nor can anybody claim to have been verified by it.
            let claimed = try await scene.app.client.get(
                "/analytics/summary",
                fields: [
                    "X-Authenticated-Subject": "root", "X-Authenticated-Identity": "staff",
                    "X-Authenticated-Roles": "admin",
                ])
            expectProblem(claimed, 401)
        }
    }

    @Test func `its routes and rules are taken over when the file changes, and a wrong file is not`() async throws {
        try await withScene("{}") { scene in
            #expect(try await scene.app.client.get("/products").status == 200)
            try scene.describe("{ routes: [{ path: /products/*, upstream: modules, deny: [127.0.0.1] }] }")
            try await eventually("the rule holds") { try await scene.app.client.get("/products").status == 403 }
            #expect(try await scene.app.client.get("/openapi.json").status == 404, "no route leads there any more")

            try scene.describe("{ routes: [{ path: /products/*, upstream: modles }] }")
            try await eventually("it is refused") { scene.app.output.contains("did you mean \\\"modules\\\"") }
            #expect(try await scene.app.client.get("/products").status == 403)

            try scene.describe("{}")
            try await eventually("all is as it was") { try await scene.app.client.get("/products").status == 200 }
        }
    }

    @Test func `other servers are reached beside the modules`() async throws {
        try await ScriptedServer.run { _, server in
            try await server.answer(with: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\"old\"")
        } _: { endpoint, _ in
            let gateway = """
                { upstreams: { old: { servers: ["\(endpoint)"] } },
                  routes: [{ path: /*, upstream: old }, { path: /products/*, upstream: modules }] }
                """.replacing("\n", with: " ")
            try await withScene(gateway) { scene in
                let products = try await scene.app.client.get("/products")
                #expect(products.status == 200 && products.json["items"] == .list([]))
                #expect(try await scene.app.client.get("/anything/else").text == "\"old\"")
            }
        }
    }
}
