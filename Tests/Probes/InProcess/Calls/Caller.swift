import Tenfold

/// Asks another module through a sender that was bound at start, as modules do.
struct Caller: Module {
    static func declare(_ module: inout Declaration<Caller>) {
        module.uses(Echo.self)
        module.handle(TimeCalls.self) { caller, query in try await caller.time(query) }
    }

    let echo: Sender<Echo>

    init(_ environment: ModuleEnvironment) throws { echo = try environment.sender() }

    func time(_ query: TimeCalls) async throws -> Double {
        let direct = Echoes()
        var sum = 0
        let started = ContinuousClock.now
        if query.isDirect {
            for number in 0..<query.calls { sum &+= try await direct.answer(Echo(number: number)) }
        } else {
            for number in 0..<query.calls { sum &+= try await echo(Echo(number: number)) }
        }
        let elapsed = ContinuousClock.now - started
        guard sum == query.calls * (query.calls - 1) / 2 else {
            throw Refusal.conflict("caller.wrong-sum", "The echoes do not add up.")
        }
        return elapsed.inSeconds * 1e9 / Double(query.calls)
    }
}

/// Replies with the nanoseconds of a call.
struct TimeCalls: Query {
    typealias Reply = Double
    static let name = "caller.TimeCalls"

    var isDirect: Bool
    var calls: Int
}
