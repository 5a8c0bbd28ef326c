import TenfoldCore

/// How a run ended, as far as its steps know.
enum RunEnding: Sendable {
    /// The reply is recorded.
    case replied(any Sendable)
    /// The refusal is recorded.
    case refused(Refusal)
    /// Another process, or an earlier call, has the command: its answer counts.
    case superseded
    /// The key came with another body: nothing was recorded.
    case keyReused(Refusal)
}

/// Where a run is, as a pure state: which names were used, what was recorded, whether it has begun or ended.
struct RunProgress: Sendable {
    /// What to do about a step that the body asks for.
    enum Entry: Sendable {
        case perform
        case recorded(StepOutcome)
    }

    private(set) var hasBegun: Bool
    private(set) var ending: RunEnding?
    private var recorded: [String: StepOutcome]
    private var used: Set<String> = []
    private var present: String?

    /// A new run has neither begun nor recorded anything; a resumed one has.
    init(hasBegun: Bool = false, recorded: [String: StepOutcome] = [:]) {
        self.hasBegun = hasBegun
        self.recorded = recorded
    }

    /// A step starts, or is found recorded.
    mutating func enter(_ name: String) throws -> Entry {
        if let ending { throw Self.fault(ending, name) }
        if let present {
            throw Fault(.programming, "step \(name) was started while \(present) runs: steps run one after another")
        }
        guard used.insert(name).inserted else {
            throw Fault(.programming, "two steps of one run are named \(name): give each its own name")
        }
        if let outcome = recorded[name] { return .recorded(outcome) }
        present = name
        return .perform
    }

    /// A step's transaction has committed.
    mutating func commit() { hasBegun = true }

    /// A step is over, however it went.
    mutating func leave() { present = nil }

    /// The first ending counts.
    mutating func end(_ new: RunEnding) { if ending == nil { ending = new } }

    private static func fault(_ ending: RunEnding, _ name: String) -> Fault {
        switch ending {
        case .replied, .refused: Fault(.programming, "step \(name) comes after the conclusion: conclude must be last")
        case .superseded, .keyReused: Fault(.cancelled, "this run has ended elsewhere, so step \(name) was not started")
        }
    }
}
