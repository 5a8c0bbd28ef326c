import TenfoldCore
import TenfoldResilience

@testable import TenfoldRuntime

/// A supervisor's state under a clock that the test moves: inputs in, and what was to be done as lines to read.
struct SupervisorStory {
    private(set) var state: SupervisorState
    private(set) var now = Duration.zero
    private(set) var notices: [SupervisorNotice] = []
    /// Those that run: their slots, in the order of their start.
    private(set) var alive: [ProcessNumber: Int] = [:]
    private var random: SeededRandom

    /// - Parameter slots: names; one that begins with `edge` is public.
    init(_ slots: [String], timing: SupervisorTiming = SupervisorTiming(), seed: UInt64 = 1) {
        state = SupervisorState(slots: slots.map { ($0, $0.hasPrefix("edge")) }, timing: timing)
        random = SeededRandom(seed: seed)
    }

    /// Takes an input, starts what is to be started, and gives the rest as lines: `spawn accounts/0 #1`.
    @discardableResult
    mutating func take(_ input: SupervisorInput) -> [String] {
        var lines: [String] = []
        for action in state.handle(input, now: now, using: &random) {
            switch action {
            case .spawn(let slot, let number):
                lines.append("spawn \(state.slots[slot].name) \(number)")
                alive[number] = slot
                lines += take(.started(number, pid: Int32(100 + number.value)))
            case .signal(let number, let signal):
                lines.append("\(signal) \(number)")
            case .log(let notice): notices.append(notice)
            case .allReady: lines.append("all ready")
            case .finished: lines.append("finished")
            }
        }
        return lines
    }

    @discardableResult
    mutating func exit(_ number: Int, _ status: ExitStatus = .code(1)) -> [String] {
        alive[ProcessNumber(number)] = nil
        return take(.exited(ProcessNumber(number), status))
    }

    @discardableResult
    mutating func ready(_ numbers: Int...) -> [String] {
        numbers.flatMap { take(.said(ProcessNumber($0), .ready(adminAddress: "127.0.0.1:\(9000 + $0)"))) }
    }

    /// Lets time pass without a tick: nobody watches.
    mutating func sleep(_ time: Duration) { now += time }

    /// Lets time pass in ticks of 250 ms, in which these processes beat; or all that run, where none is named.
    @discardableResult
    mutating func pass(_ time: Duration, beating: [Int]? = nil) -> [String] {
        let end = now + time
        var lines: [String] = []
        while now < end {
            now = min(end, now + .milliseconds(250))
            for number in beating?.map(ProcessNumber.init) ?? Array(alive.keys) { take(.said(number, .beat)) }
            lines += take(.tick)
        }
        return lines
    }
}
