import Synchronization
import TenfoldCore

/// What the process knows of its own health: named checks that their owners set, and the answers to the three probes.
package final class Health: Sendable {
    /// What a failing check means for the process.
    package enum Consequence: Sendable {
        /// Send it no requests until the check is well.
        case unready
        /// Restart it: the check cannot get well by itself.
        case restart
    }

    private struct Check {
        var state: HealthState
        var consequence: Consequence
    }

    private struct State {
        var checks: [String: Check] = [:]
        var isDraining = false
        /// Once up, stays up: a later failure is a matter of readiness.
        var hasStarted = false
    }

    /// The longest reason that is shown, in bytes.
    private static let longestReason = 512
    private static let boot = "boot"
    private let state: Mutex<State>

    /// Starts with the one check `boot`, which `markStarted` makes ready.
    package init() {
        state = Mutex(State(checks: [Self.boot: Check(state: .starting, consequence: .unready)]))
    }

    /// The process has opened all it needs.
    package func markStarted() { set(Self.boot, .ready) }

    /// Adds a check that starts as `starting`. Register all before the first probe may be answered.
    package func register(_ name: String, failing consequence: Consequence = .unready) {
        state.withLock { $0.checks[name] = Check(state: .starting, consequence: consequence) }
    }

    /// Sets how a check fares; one that was not registered counts for readiness.
    package func set(_ name: String, _ new: HealthState) {
        state.withLock { state in
            state.checks[name, default: Check(state: new, consequence: .unready)].state = new
            if !state.hasStarted { state.hasStarted = state.checks.values.allSatisfy { $0.state == .ready } }
        }
    }

    /// Forgets a check.
    package func remove(_ name: String) {
        _ = state.withLock { $0.checks.removeValue(forKey: name) }
    }

    /// The process ends: `/readyz` says no from now on, `/livez` still says yes.
    package func drain() {
        state.withLock { $0.isDraining = true }
    }

    /// `/livez`: should this process be let live?
    package func live() -> HealthReport { snapshot(.live) }
    /// `/readyz`: should it be sent requests?
    package func ready() -> HealthReport { snapshot(.ready) }
    /// `/startupz`: has it come up?
    package func startup() -> HealthReport { snapshot(.startup) }

    package var isReady: Bool { state.withLock { Self.fault(.ready, $0) == nil } }

    package func snapshot(_ probe: HealthProbe) -> HealthReport {
        let state = state.withLock { $0 }
        let fault = Self.fault(probe, state)
        return HealthReport(status: fault == nil ? 200 : 503, body: Self.body(status: fault ?? "ok", state))
    }

    /// Why the answer is no, in a word; nil for yes.
    private static func fault(_ probe: HealthProbe, _ state: State) -> String? {
        switch probe {
        case .live: state.checks.values.contains { isFatal($0) } ? "failing" : nil
        case .startup: state.hasStarted ? nil : "starting"
        case .ready: state.isDraining ? "draining" : worst(of: state)
        }
    }

    private static func isFatal(_ check: Check) -> Bool {
        guard case .failing = check.state else { return false }
        return check.consequence == .restart
    }

    /// The one state that stands for all checks, nil where all are ready.
    private static func worst(of state: State) -> String? {
        let names = Set(state.checks.values.map(\.state.name))
        return ["failing", "draining", "starting"].first(where: names.contains)
    }

    private static func body(status: String, _ state: State) -> [UInt8] {
        var body = Array("{\"status\":\"\(status)\",\"checks\":{".utf8)
        for (position, check) in state.checks.sorted(by: { $0.key < $1.key }).enumerated() {
            if position > 0 { body.append(UInt8(ascii: ",")) }
            JSONText.append(check.key, to: &body)
            body.append(contentsOf: ":{\"status\":\"\(check.value.state.name)\"".utf8)
            if case .failing(let reason) = check.value.state {
                body.append(contentsOf: ",\"reason\":".utf8)
                JSONText.append(reason, limit: longestReason, to: &body)
            }
            body.append(UInt8(ascii: "}"))
        }
        body.append(contentsOf: "}}".utf8)
        return body
    }
}
