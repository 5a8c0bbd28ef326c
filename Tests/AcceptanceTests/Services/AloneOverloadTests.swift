import Synchronization
import Tenfold
import TenfoldCore
import TenfoldHTTP
import TenfoldRuntime
import TenfoldTesting
import Testing

/// A handler that can do so much and no more, asked three times as often, over the wire.
@Suite(.serialized, .tags(.faults)) struct AloneOverloadTests {
    /// Permits of 10 ms: 200 calls a second.
    static let permits = 2
    static let capacity = 200.0

    @Test(.timeLimit(.minutes(5))) func `three times too much costs little goodput and leaves nothing behind`()
        async throws
    {
        let port = try await FreePorts.find(1)[0]
        let address = HTTPEndpoint(host: "127.0.0.1", port: port)
        let worker = try await TestApp.start(BusyApp.self) { options in
            options.role = ServiceRole(
                service: "worker", modules: ["busy"], internalAddress: address, remotes: [], secret: nil,
                servesPublic: true)
        }
        let front = try await TestApp.start(BusyApp.self) { options in
            options.role = ServiceRole(
                service: "front", modules: [], internalAddress: nil,
                remotes: [.init(service: "worker", modules: ["busy"], endpoints: [address])], secret: nil,
                servesPublic: true)
        }
        let overload = Duration.seconds(Soak.amount(6, soak: 20))
        let quiet = Duration.seconds(3)
        let critical = Mutex((sent: 0, served: 0))
        var load = OpenLoopLoad(phases: [
            .init(rate: Self.capacity / 4, for: quiet), .init(rate: Self.capacity * 3, for: overload),
            .init(rate: Self.capacity / 4, for: .seconds(8)),
        ])
        load.maximumInFlight = 5_000
        let report = await load.run { [load] number in
            // One in ten matters more than the others.
            let isCritical = number % 10 == 0
            let call = Call(
                deadline: .now + .seconds(2), priority: isCritical ? .critical : .normal,
                remoteAddress: "caller-\(number)")
            if isCritical { critical.withLock { $0.sent += 1 } }
            _ = try await Call.$current.withValue(call) { try await front.application.send(Work()) }
            if isCritical { critical.withLock { $0.served += 1 } }
            withExtendedLifetime(load) {}
        }
        await front.stop()
        await worker.stop()

        // The first second is the limit's, to find its place.
        let goodput = report.leastGoodput(over: .seconds(1), from: quiet + .seconds(1), to: quiet + overload)
        #expect(goodput >= 0.8 * Self.capacity, "\(goodput) a second\n\(report)")
        let (sent, served) = critical.withLock { $0 }
        #expect(Double(served) >= 0.95 * Double(sent), "\(served) of \(sent) critical calls\n\(report)")
        let before = report.part(from: .zero, to: quiet).latency.percentile(0.99)
        let after = report.last(.seconds(3))
        #expect(after.latency.percentile(0.99) < max(before * 3, .milliseconds(100)), "before \(before)\n\(report)")
        #expect(after.successShare == 1, "\(report)")
    }
}

private struct BusyApp: App {
    static let name = "busy"
    static let modules: [any Module.Type] = [Busy.self]
}

private struct Busy: Module {
    static let name = "busy"

    static func declare(_ module: inout Declaration<Busy>) {
        module.handle(Work.self) { busy, _ in
            await busy.permits.take()
            try? await Task.sleep(for: .milliseconds(10))
            await busy.permits.giveBack()
            return Nothing()
        }
    }

    let permits = Permits(AloneOverloadTests.permits)

    init(_ environment: ModuleEnvironment) throws {}
}

private struct Work: Query {
    static let name = "busy.Work"
}

/// First come, first served: what is asked of it beyond its number stands in line, however long.
private actor Permits {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
