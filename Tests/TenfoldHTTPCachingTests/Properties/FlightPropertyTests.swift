import NIOCore
import TenfoldCore
import Testing

@testable import TenfoldHTTPCaching

/// Flights under any order of events, drawn from a seed: every waiter hears once, or has left; and nothing stays behind.
@Suite struct FlightPropertyTests {
    private struct Asker {
        let waiter = Waiter()
        let path: Int
        var role: FlightRole
        var hasLeft = false
        var isDone = false
    }

    @Test(arguments: 0..<30)
    func `every waiter hears exactly once, whatever happens`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var limits = FlightLimits()
        limits.waitersPerFlight = 4
        limits.waiters = 10
        let scene = CacheScene(flights: limits, seed: seed)
        scene.policy.storesResponses = false
        scene.policy.coalescing = .equalRequests
        var askers: [Asker] = []
        var flights: [(path: Int, flight: Flight)] = []
        for _ in 0..<300 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let path = Int.random(in: 0..<4, using: &random)
                var asker = Asker(path: path, role: .alone)
                asker.role = try scene.join(asker.waiter, "/\(path)", until: Int64.random(in: 1...30, using: &random))
                if let flight = asker.role.flight { flights.append((path, flight)) }
                asker.role = asker.role.place.map { .waits($0) } ?? .alone
                askers.append(asker)
            case 5:
                scene.pass(Int.random(in: 0...5, using: &random))
                scene.flights.releaseOverdue(now: scene.now)
            case 6:
                guard let index = askers.indices.randomElement(using: &random), let place = askers[index].role.place
                else { break }
                let heard = !askers[index].waiter.told.isEmpty
                let left = place.leave()
                #expect(left == (!heard && !askers[index].hasLeft), "seed \(seed)")
                if left { askers[index].hasLeft = true }
            case 7: _ = scene.cache.purge(url: "http://a.test/\(Int.random(in: 0..<4, using: &random))")
            default:
                guard let index = flights.indices.randomElement(using: &random) else { break }
                try end(flights.remove(at: index), scene, &random)
            }
            // New leaders take over at once.
            for asker in askers { if let flight = asker.waiter.takeFlight() { flights.append((asker.path, flight)) } }
            #expect(scene.flights.waitingCount <= limits.waiters)
            let waiting = askers.filter { $0.role.place != nil && !$0.hasLeft && $0.waiter.told.isEmpty }.count
            #expect(scene.flights.waitingCount == waiting, "seed \(seed)")
            #expect(scene.flights.flightCount == flights.count, "seed \(seed)")
        }
        while let ended = flights.popLast() {
            try end(ended, scene, &random)
            for asker in askers { if let flight = asker.waiter.takeFlight() { flights.append((asker.path, flight)) } }
        }
        for asker in askers where asker.role.place != nil {
            #expect(asker.waiter.told.count == (asker.hasLeft ? 0 : 1), "seed \(seed)")
            for case .answer(let body) in asker.waiter.told { #expect(body == "of \(asker.path)", "seed \(seed)") }
        }
        #expect(askers.filter { $0.role.place != nil }.count > 20, "seed \(seed)")
        #expect(scene.flights.waitingCount == 0)
        #expect(scene.flights.flightCount == 0)
    }

    private func end(_ ended: (path: Int, flight: Flight), _ scene: CacheScene, _ random: inout SeededRandom) throws {
        let exchange = try #require(try scene.exchange("/\(ended.path)", flight: ended.flight))
        let body = "of \(ended.path)"
        switch Int.random(in: 0..<7, using: &random) {
        case 0: exchange.clientLeft()
        case 1: _ = exchange.failed(now: scene.now)
        case 2: try exchange.answer(scene, [], status: "500 X", body: body)
        case 3: break
        case 4:
            try exchange.answer(scene, ["Cache-Control: max-age=9"], body: body, ends: false)
            _ = exchange.failed(now: scene.now)
        case 5: try exchange.answer(scene, [], body: body)
        default: try exchange.answer(scene, ["Cache-Control: max-age=9"], body: body)
        }
    }
}
