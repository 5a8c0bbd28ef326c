import Foundation
import TenfoldTesting

/// Shop as processes that nobody starts again: a front, the catalog, and orders as two replicas.
struct UnattendedStage: Sendable {
    let client: APIClient
    let catalog: ChildProcess
    let orders: [ChildProcess]
    private let front: ChildProcess
    private let ordersAdminPort: Int
    private let folder: TestFolder

    static func start() async throws -> UnattendedStage {
        let folder = try TestFolder()
        let first = try FreePorts.inARow(10)
        let file = folder.path + "/tenfold.yaml"
        try Data(yaml(data: folder.path + "/data", first).utf8).write(to: URL(filePath: file))
        func process(_ service: String, _ replica: Int = 0) throws -> ChildProcess {
            try ChildProcess(
                "shop",
                ["serve", "--stage", "unattended", "--config", file, "--service", service, "--replica", "\(replica)"],
                environment: ["TENFOLD_SECRET": "a-secret-of-a-test-long-enough"])
        }
        let stage = UnattendedStage(
            client: APIClient(port: first), catalog: try process("catalog"),
            orders: [try process("orders", 0), try process("orders", 1)], front: try process("front"),
            ordersAdminPort: first + 8, folder: folder)
        try await eventually("all are ready", within: .seconds(60)) {
            for port in [first + 1, first + 7, first + 8, first + 9] {
                guard await (try? APIClient(port: port).get("/readyz"))?.status == 200 else { return false }
            }
            return true
        }
        return stage
    }

    /// A metric's value at one of the replicas of orders.
    func ordersMetric(_ name: String, replica: Int) async throws -> Double {
        let text = try await APIClient(port: ordersAdminPort + replica).get("/metrics").text
        return text.split(separator: "\n").filter { $0.hasPrefix(name) }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }

    /// Where everybody is asked to stop; those that were killed have.
    func stop() async throws {
        for process in [front, catalog] + orders where process.isRunning {
            process.sendSignal(SIGTERM)
            _ = try await process.waitForExit()
        }
    }

    private static func yaml(data: String, _ first: Int) -> String {
        """
        app: shop
        stages:
          unattended:
            data: "sqlite:\(data)"
            services:
              front:
                modules: [accounts, email, analytics]
                port: \(first)
                admin-port: \(first + 1)
                internal-port: \(first + 2)
              catalog:
                modules: [catalog]
                internal-port: \(first + 3)
                admin-port: \(first + 7)
              orders:
                modules: [orders]
                replicas: 2
                internal-port: \(first + 4)
                admin-port: \(first + 8)

        """
    }
}
