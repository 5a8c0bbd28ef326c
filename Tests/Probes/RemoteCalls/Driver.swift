import Synchronization
import Tenfold

/// Asks the other service through a sender that was bound at start, from the handlers of requests, as modules do.
struct Driver: Module {
    static let name = "driver"

    static func declare(_ module: inout Declaration<Driver>) {
        module.uses(Find.self)
        module.handle(AskForSeconds.self) { driver, query in try await driver.ask(query) }
        module.handle(TakeTimes.self) { driver, _ in driver.times.take() }
        module.route(.get, "/ask/:seconds", AskForSeconds.self, access: .anyone)
    }

    let find: Sender<Find>
    let times = Times()

    init(_ environment: ModuleEnvironment) throws { find = try environment.sender() }

    /// Calls again as soon as it is answered.
    func ask(_ query: AskForSeconds) async throws -> Int {
        var took: [Int64] = []
        var began = ContinuousClock.now
        let end = began + .seconds(query.seconds)
        while began < end {
            let asked = Find.sample
            let found = try await find(asked)
            guard found.id == asked.id, found.quantity == asked.quantity + 1 else {
                throw Refusal.conflict("driver.another", "Another was found.")
            }
            let now = ContinuousClock.now
            let (seconds, attoseconds) = (now - began).components
            took.append(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
            began = now
        }
        times.add(took)
        return took.count
    }
}

/// How many nanoseconds each call took.
final class Times: Sendable {
    private let all = Mutex<[Int64]>([])

    func add(_ more: [Int64]) { all.withLock { $0 += more } }

    func take() -> [Int64] {
        all.withLock { all in
            defer { all = [] }
            return all.sorted()
        }
    }
}

/// Replies with the number of calls that it made.
struct AskForSeconds: Query {
    typealias Reply = Int
    static let name = "driver.AskForSeconds"

    var seconds: Int
}

struct TakeTimes: Query {
    typealias Reply = [Int64]
    static let name = "driver.TakeTimes"
}
