import Foundation
import NIOCore
import TenfoldRuntime
import TenfoldTesting
import Testing

/// How soon callers forget that one of two replicas is in trouble. No other test runs beside these: they measure time.
@Suite(.serialized, .tags(.faults)) struct AloneReplicaTests {
    enum Trouble: String, CaseIterable, CustomTestStringConvertible {
        case killed, frozen, slow
        var testDescription: String { rawValue }
    }

    /// A shop whose catalog has a replica behind a relay.
    private struct Scene {
        let shop: RunningShop
        let relay: SlowRelay
        let product: String

        static func start() async throws -> Scene {
            let first = try FreePorts.inARow(2)
            let relay = SlowRelay(to: first)
            let relayPort = try await relay.start()
            let shop = try await RunningShop.start(
                .services,
                arguments: [
                    "--stage-value", "services.sales.internal-port=\(first)", "--stage-value",
                    "services.sales.addresses=127.0.0.1:\(relayPort),127.0.0.1:\(first + 1)",
                ])
            return Scene(shop: shop, relay: relay, product: try await shop.addProduct(stock: 100_000))
        }

        func cause(_ trouble: Trouble) async throws {
            let stage = RunningStage(app: shop.app)
            switch trouble {
            case .killed: try await stage.signal("sales/0", SIGKILL)
            case .frozen: try await stage.signal("sales/0", SIGSTOP)
            case .slow: relay.slowDown(by: .milliseconds(500))
            }
        }
    }

    @Test(.timeLimit(.minutes(3)), arguments: Trouble.allCases)
    func `one replica in trouble fails nothing, and after five seconds slows nothing down`(trouble: Trouble)
        async throws
    {
        let scene = try await Scene.start()
        let (quiet, watched) = (Duration.seconds(5), Duration.seconds(Soak.amount(12, soak: 60)))
        // Reads and writes, as many as these cores can do without being busy.
        let load = OpenLoopLoad(rate: 30, for: quiet + watched)
        async let running = load.run { number in
            let answer =
                number % 5 == 0
                ? try await scene.shop.buyer.order([(scene.product, 1)], key: "order-\(number)")
                : try await scene.shop.anyone.get("/products/\(scene.product)")
            guard answer.status < 300 else { throw NoAnswer("\(answer)") }
        }
        try await Task.sleep(for: quiet)
        try await scene.cause(trouble)
        let report = await running

        #expect(report.total.failed == 0, "\(report)")
        #expect(report.total.dropped == 0, "\(report)")
        let before = report.part(from: .seconds(1), to: quiet).latency.percentile(0.99)
        let after = report.part(from: quiet + .seconds(5), to: quiet + watched).latency.percentile(0.99)
        #expect(after <= max(before * 2, .milliseconds(60)), "before \(before), after \(after)\n\(report)")
        _ = try await scene.shop.app.terminate()
        try await scene.relay.stop()
    }
}
