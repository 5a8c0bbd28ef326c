import Tenfold

/// Asks the other service through a sender that was bound at start, as modules do.
struct Driver: Module {
    static let name = "driver"

    static func declare(_ module: inout Declaration<Driver>) {
        module.uses(Find.self)
        module.handle(Load.self) { driver, load in try await driver.run(load) }
    }

    let find: Sender<Find>

    init(_ environment: ModuleEnvironment) throws { find = try environment.sender() }

    func run(_ load: Load) async throws -> Report {
        _ = try await window(load, .seconds(load.warmUpSeconds))
        let (callee, caller, began) = (try ProcessorTime.of(load.callee), try ProcessorTime.own(), ContinuousClock.now)
        let nanoseconds = try await window(load, .seconds(load.seconds)).sorted()
        return Report(
            calls: nanoseconds.count, seconds: (ContinuousClock.now - began) / .seconds(1),
            callerCPUSeconds: try ProcessorTime.own() - caller,
            calleeCPUSeconds: try ProcessorTime.of(load.callee) - callee,
            medianMilliseconds: Double(nanoseconds[nanoseconds.count / 2]) / 1e6,
            p99Milliseconds: Double(nanoseconds[nanoseconds.count * 99 / 100]) / 1e6)
    }

    /// Answers how many nanoseconds each call took: each task calls again as soon as it is answered.
    private func window(_ load: Load, _ length: Duration) async throws -> [Int64] {
        let end = ContinuousClock.now + length
        return try await withThrowingTaskGroup(of: [Int64].self) { group in
            for _ in 0..<load.inFlight { group.addTask { try await calls(until: end) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    @concurrent private func calls(until end: ContinuousClock.Instant) async throws -> [Int64] {
        var took: [Int64] = []
        var began = ContinuousClock.now
        while began < end {
            let asked = Find.sample
            let found = try await find(asked)
            guard found.id == asked.id, found.quantity == asked.quantity + 1 else {
                throw Refusal.conflict("driver.another", "Another was found.")
            }
            let now = ContinuousClock.now
            took.append(Int64((now - began) / .nanoseconds(1)))
            began = now
        }
        return took
    }
}

/// That many calls in flight all the time.
struct Load: Query {
    typealias Reply = Report
    static let name = "driver.Load"

    /// The process that answers.
    var callee: Int32
    var warmUpSeconds: Int
    var seconds: Int
    var inFlight: Int
}
