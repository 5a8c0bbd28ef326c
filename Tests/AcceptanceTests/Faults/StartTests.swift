import Foundation
import TenfoldTesting
import Testing

@Suite(.tags(.faults)) struct StartTests {
    /// Runs `shop` with these arguments to its end.
    private func shop(_ arguments: String..., input: String = "") async throws -> ProcessExit {
        try await ChildProcess("shop", arguments, input: input).waitForExit()
    }

    @Test func `a data folder that cannot be made is a clear error`() async throws {
        let folder = try TestFolder()
        try Data().write(to: URL(filePath: folder.path + "/file"))
        for path in [folder.path + "/file/data", "/proc/shop-data"] {
            let exit = try await shop("serve", "--port", "0", "--admin-port", "0", "--data", path)
            #expect(exit.code != 0)
            #expect(!exit.isBySignal)
            #expect(exit.output.contains(path), "\(exit.output)")
        }
    }

    @Test func `a data folder is not shared with another stage, which is told who holds it`() async throws {
        let folder = try TestFolder()
        let holder = try await AppProcess.start("shop", data: folder.path + "/data")
        let other = try await shop(
            "serve", "--port", "0", "--admin-port", "0", "--data", holder.data, "--stage", "services", "--config",
            Stage.file, "--service", "accounts")
        #expect(other.code != 0)
        #expect(!other.isBySignal)
        #expect(other.output.contains("laptop") || other.output.contains("\(holder.processID)"), "\(other.output)")
        let whole = try await shop(
            "up", "--free-ports", "--port", "0", "--admin-port", "0", "--data", holder.data, "--stage", "services",
            "--config", Stage.file)
        #expect(whole.code == 1 && whole.output.contains("laptop"), "up ends at once: \(whole.output)")
        #expect(try await holder.client.get("/products").status == 200)
        #expect(try await holder.terminate().code == 0)
    }

    @Test func `commands of the same stage work beside a shop that serves`() async throws {
        let folder = try TestFolder()
        let holder = try await AppProcess.start("shop", data: folder.path + "/data")
        for command in ["list", "parked"] {
            let exit = try await shop("events", command, "--data", holder.data)
            #expect(exit.code == 0, "\(exit.output)")
        }
        #expect(try await holder.terminate().code == 0)
    }

    @Test func `a port that is taken is a clear error`() async throws {
        let folder = try TestFolder()
        let holder = try await AppProcess.start("shop", data: folder.path + "/one")
        let port = "\(holder.client.port)"
        let exit = try await shop("serve", "--port", port, "--admin-port", "0", "--data", folder.path + "/two")
        #expect(exit.code != 0)
        #expect(exit.output.contains(port), "\(exit.output)")
        #expect(try await holder.terminate().code == 0)
    }

    @Test func `the check prints who calls whom`() async throws {
        let exit = try await shop("check")
        #expect(exit.code == 0, "\(exit.output)")
        for name in [
            "accounts", "catalog", "orders", "email", "analytics", "catalog.ReserveStock", "orders.OrderPlaced",
        ] {
            #expect(exit.output.contains(name), "\(name)")
        }
    }

    @Test func `beyond loopback the shop wants an administrator first, and no development administrator`() async throws
    {
        let folder = try TestFolder()
        let data = folder.path + "/data"
        let refused = try await shop("serve", "--host", "0.0.0.0", "--port", "0", "--admin-port", "0", "--data", data)
        #expect(refused.code != 0)
        #expect(refused.output.contains("admin create"), "\(refused.output)")

        let short = try await shop("admin", "create", "root@example.org", "--data", data, input: "short\n")
        #expect(short.code != 0)
        let made = try await shop(
            "admin", "create", "root@example.org", "--data", data, input: Person.password + "\n")
        #expect(made.code == 0, "\(made.output)")

        let app = try await AppProcess.start("shop", data: data, arguments: ["--host", "0.0.0.0"])
        let pretender = try await Person.signUp(at: app.client, email: "admin@shop.test")
        expectProblem(try await pretender.client.get("/analytics/summary"), 403)
        let root = app.client.with(token: try await Person.signIn(at: app.client, email: "root@example.org"))
        #expect(try await root.get("/analytics/summary").status == 200)
        #expect(try await app.terminate().code == 0)
    }

    @Test func `the development administrator's email can be set`() async throws {
        let folder = try TestFolder()
        let app = try await AppProcess.start(
            "shop", data: folder.path + "/data", environment: ["SHOP_ADMIN_EMAIL": "boss@example.org"])
        let boss = try await Person.signUp(at: app.client, email: "boss@example.org")
        let other = try await Person.signUp(at: app.client, email: "admin@shop.test")
        #expect(try await boss.client.get("/analytics/summary").status == 200)
        #expect(try await other.client.get("/analytics/summary").status == 403)
        #expect(try await app.terminate().code == 0)
    }
}
