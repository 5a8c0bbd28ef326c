import TenfoldCore
import TenfoldResilience
import Testing

@testable import TenfoldRuntime

/// Any order of events, by a seed. What must hold is checked after each of them.
@Suite struct SupervisorPropertyTests {
    /// Children that start, fail to start, beat, freeze, end and obey or not, as the seed has it.
    private struct World {
        struct Child {
            var slot: Int
            var isFrozen = false
            var isStubborn = false
            var isKilled = false
            var isAsked = false
            var hasBeaten = false
            var heardAt: Duration
        }

        var state: SupervisorState
        var random: SeededRandom
        var now = Duration.zero
        var children: [ProcessNumber: Child] = [:]
        var isFinished = false
        /// What was broken, in words.
        var faults: [String] = []

        init(seed: UInt64) {
            random = SeededRandom(seed: seed)
            let count = Int.random(in: 1...5, using: &random)
            state = SupervisorState(slots: (0..<count).map { ("s/\($0)", $0 % 3 == 2) })
        }

        mutating func take(_ input: SupervisorInput) {
            var inputs = [input]
            while let next = inputs.popLast() {
                for action in state.handle(next, now: now, using: &random) {
                    if let answer = act(action) { inputs.append(answer) }
                }
            }
            check()
        }

        private mutating func act(_ action: SupervisorAction) -> SupervisorInput? {
            if isFinished { faults.append("\(action) after the end") }
            switch action {
            case .spawn(let slot, let number):
                if state.isStopping { faults.append("a start while it stops") }
                guard Int.random(in: 0..<8, using: &random) > 0 else { return .spawnFailed(number, reason: "a test") }
                children[number] = Child(slot: slot, isStubborn: Bool.random(using: &random), heardAt: now)
                return .started(number, pid: 1)
            case .signal(let number, let signal):
                guard children[number] != nil else {
                    faults.append("\(signal) to \(number), which is gone")
                    return nil
                }
                if signal == .kill { children[number]?.isKilled = true } else { children[number]?.isAsked = true }
            case .finished: isFinished = true
            case .log, .allReady: break
            }
            return nil
        }

        private mutating func check() {
            for (index, slot) in state.slots.enumerated() {
                let running = children.values.count { $0.slot == index }
                let most = state.isRollingRestart || state.isStopping ? 2 : 1
                if running > most { faults.append("\(running) processes in slot \(index)") }
                if let retryAt = slot.retryAt, retryAt - now > state.timing.backoff.cap {
                    faults.append("a wait of \(retryAt - now)")
                }
                if !state.isStopping, slot.main == nil, slot.retryAt == nil { faults.append("slot \(index) is lost") }
            }
            if isFinished, !children.values.allSatisfy(\.isKilled) { faults.append("finished, and some still run") }
        }

        /// A quarter of a second, in which everybody does as they are.
        mutating func passTime() {
            now += .milliseconds(Int.random(in: 1...250, using: &random))
            for (number, child) in children.sorted(by: { $0.key.value < $1.key.value }) where !child.isFrozen {
                children[number]?.heardAt = now
                children[number]?.hasBeaten = true
                take(.said(number, .beat))
            }
            take(.tick)
            for (number, child) in children where child.hasBeaten && !child.isKilled {
                if now - child.heardAt >= .seconds(2) { faults.append("\(number) is frozen and lives") }
            }
            // Who was killed is gone soon, who was asked ends if it is neither stubborn nor frozen.
            for (number, child) in children.sorted(by: { $0.key.value < $1.key.value }) {
                let obeys = child.isAsked && !child.isStubborn && !child.isFrozen
                if child.isKilled || obeys, Bool.random(using: &random) { exit(number) }
            }
        }

        mutating func exit(_ number: ProcessNumber) {
            guard let child = children.removeValue(forKey: number) else { return }
            take(.exited(number, child.isKilled ? .signal(9) : .code(Int32.random(in: 0...1, using: &random))))
        }

        /// Something happens to somebody.
        mutating func event() {
            let somebody = children.keys.sorted { $0.value < $1.value }.randomElement(using: &random)
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<60: passTime()
            case 60..<80: if let somebody { hear(.ready(adminAddress: nil), from: somebody) }
            case 80..<88: if let somebody { exit(somebody) }
            case 88..<94: if let somebody { children[somebody]?.isFrozen = true }
            case 94..<96: if let somebody { hear(.draining, from: somebody) }
            default: take(.rollingRestart)
            }
        }

        private mutating func hear(_ message: LifelineMessage, from number: ProcessNumber) {
            guard children[number]?.isFrozen == false else { return }
            children[number]?.heardAt = now
            children[number]?.hasBeaten = true
            take(.said(number, message))
        }
    }

    @Test(arguments: 0..<4)
    func `whatever happens, no slot is lost or crowded, frozen children are killed, and a stop ends`(part: UInt64) async
    {
        for seed in part * 12..<(part + 1) * 12 {
            // Others wait for this thread.
            await Task.yield()
            var world = World(seed: seed)
            world.take(.start)
            for _ in 0..<200 { world.event() }
            world.take(.stop)
            var rounds = 0
            while !world.isFinished, rounds < 2_000 {
                world.passTime()
                rounds += 1
            }
            #expect(world.isFinished, "seed \(seed): the stop did not end")
            #expect(world.faults.isEmpty, "seed \(seed): \(world.faults.prefix(3))")
        }
    }

    @Test(arguments: 0..<4)
    func `children that stay well are all ready in the end, whatever was before`(part: UInt64) async {
        for seed in part * 12..<(part + 1) * 12 {
            // Others wait for this thread.
            await Task.yield()
            var world = World(seed: seed)
            world.take(.start)
            for _ in 0..<100 { world.event() }
            // From now on all goes well: who is frozen is killed, who starts becomes ready.
            var rounds = 0
            while !(world.state.isReady && !world.state.isRollingRestart), rounds < 4_000 {
                world.passTime()
                for number in world.children.keys.sorted(by: { $0.value < $1.value }) {
                    if world.children[number]?.isFrozen == false {
                        world.take(.said(number, .ready(adminAddress: nil)))
                    }
                }
                for slot in world.state.slots {
                    if let main = slot.main, main.phase == .draining { world.exit(main.number) }
                }
                rounds += 1
            }
            #expect(world.state.isReady, "seed \(seed): not ready after \(rounds) rounds")
            #expect(!world.state.isRollingRestart, "seed \(seed): the rolling restart does not end")
            #expect(world.faults.isEmpty, "seed \(seed): \(world.faults.prefix(3))")
        }
    }
}
