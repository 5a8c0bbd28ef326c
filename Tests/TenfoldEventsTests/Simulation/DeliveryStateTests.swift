import FoundationEssentials
import TenfoldCore
import Testing

@testable import TenfoldEvents

/// Conversations with the state machine: what is said to it, and what it wants done.
@Suite struct DeliveryStateTests {
    let now = ContinuousClock.now
    var random = SeededRandom(seed: 1)

    func event(_ position: Int64, key: String, sequence: Int64 = 1) -> StoredEvent {
        StoredEvent(
            position: position, id: ID(high: 0x7000, low: UInt64(position)), name: "p.A", key: key,
            bucket: Bucket(hashing: key), sequence: sequence, body: [], traceparent: nil,
            occurredAt: Date(timeIntervalSince1970: 0))
    }

    func attempts(_ actions: [DeliveryAction]) -> [Int64] {
        actions.compactMap { if case .attempt(let attempt) = $0 { attempt.event.position } else { nil } }
    }

    func fresh(_ change: (inout DeliveryOptions) -> Void = { _ in }) -> DeliveryState {
        var options = DeliveryOptions()
        change(&options)
        return DeliveryState(options: options, cursor: 0, startedUncleanly: false)
    }

    @Test func `it reads first and starts one event of each key`() {
        var state = fresh()
        #expect(state.actions(now: now) == [.read(after: 0, limit: 256)])
        state.read([event(1, key: "a"), event(2, key: "a"), event(3, key: "b")], readTo: 5)
        let actions = state.actions(now: now)
        #expect(attempts(actions) == [1, 3])
        #expect(actions.contains(.read(after: 5, limit: 256)))
    }

    @Test mutating func `the cursor waits for the oldest event and then passes all that are done`() {
        var state = fresh()
        _ = state.actions(now: now)
        state.read([event(1, key: "a"), event(2, key: "b")], readTo: 9)
        _ = state.actions(now: now)
        state.attemptEnded(LaneKey(event(2, key: "b")), .applied, now: now, using: &random)
        #expect(state.cursor == 0)
        #expect(!state.actions(now: now).contains { if case .saveCursor = $0 { true } else { false } })
        state.attemptEnded(LaneKey(event(1, key: "a")), .applied, now: now, using: &random)
        #expect(state.actions(now: now).contains(.saveCursor(9)))
    }

    @Test mutating func `the cursor is saved at most once in its interval`() {
        var state = fresh()
        _ = state.actions(now: now)
        state.read([], readTo: 4)
        #expect(state.actions(now: now).contains(.saveCursor(4)))
        state.cursorSaved(4)
        state.read([], readTo: 7)
        #expect(!state.actions(now: now + .milliseconds(99)).contains(.saveCursor(7)))
        #expect(state.actions(now: now + .milliseconds(100)).contains(.saveCursor(7)))
    }

    @Test mutating func `a failed event waits and holds up its key only`() {
        var state = fresh()
        _ = state.actions(now: now)
        state.read([event(1, key: "a"), event(2, key: "a"), event(3, key: "b"), event(4, key: "b")], readTo: 4)
        #expect(attempts(state.actions(now: now)) == [1, 3])
        state.attemptEnded(LaneKey(event(1, key: "a")), .failed("no"), now: now, using: &random)
        state.attemptEnded(LaneKey(event(3, key: "b")), .applied, now: now, using: &random)
        #expect(attempts(state.actions(now: now)) == [4])
        guard
            case .attempt(let retry) = state.actions(now: now + .milliseconds(200)).first(where: {
                !attempts([$0]).isEmpty
            })
        else {
            Issue.record("no retry came")
            return
        }
        #expect(retry == Attempt(event: event(1, key: "a"), number: 2, isRecordedFirst: true, isReplay: false))
    }

    @Test func `no more is read than fits into memory`() {
        var state = fresh {
            $0.batchSize = 4
            $0.maximumInMemory = 8
            $0.concurrency = 1
        }
        _ = state.actions(now: now)
        state.read((1...4).map { event($0, key: "a", sequence: $0) }, readTo: 4)
        #expect(state.actions(now: now).contains(.read(after: 4, limit: 4)))
        state.read((5...8).map { event($0, key: "a", sequence: $0) }, readTo: 8)
        state.wake()
        #expect(!state.actions(now: now).contains { if case .read = $0 { true } else { false } })
    }

    @Test func `no more keys are worked on than allowed`() {
        var state = fresh { $0.concurrency = 3 }
        _ = state.actions(now: now)
        state.read((1...10).map { event($0, key: "k\($0)") }, readTo: 10)
        #expect(attempts(state.actions(now: now)) == [1, 2, 3])
    }

    @Test mutating func `what was in hand at an unclean end runs alone`() {
        let suspects: [ID<EventMetadata>: Int] = [event(2, key: "b").id: 1, event(3, key: "c").id: 1]
        var state = DeliveryState(
            options: DeliveryOptions(), cursor: 0, startedUncleanly: true, recordedAttempts: suspects)
        _ = state.actions(now: now)
        state.read((1...4).map { event($0, key: ["a", "b", "c", "d"][Int($0) - 1]) }, readTo: 4)
        #expect(attempts(state.actions(now: now)) == [1])
        state.attemptEnded(LaneKey(event(1, key: "a")), .applied, now: now, using: &random)
        #expect(attempts(state.actions(now: now)) == [2])
        state.attemptEnded(LaneKey(event(2, key: "b")), .applied, now: now, using: &random)
        #expect(attempts(state.actions(now: now)) == [3])
        state.attemptEnded(LaneKey(event(3, key: "c")), .applied, now: now, using: &random)
        #expect(attempts(state.actions(now: now)) == [4])
    }

    @Test func `an event whose recorded attempts are used up is parked without another`() {
        let poison = event(1, key: "a")
        var state = DeliveryState(
            options: DeliveryOptions(), cursor: 0, startedUncleanly: true, recordedAttempts: [poison.id: 8])
        _ = state.actions(now: now)
        state.read([poison], readTo: 1)
        let expected = Poison(attempts: 8, error: "the process ended during attempt 8")
        #expect(state.actions(now: now).contains(.park(LaneKey(poison), [poison], expected)))
    }

    @Test mutating func `after a stop nothing begins, and it is over when what is under way is`() {
        var state = fresh()
        _ = state.actions(now: now)
        state.read([event(1, key: "a"), event(2, key: "a")], readTo: 2)
        _ = state.actions(now: now)
        state.stop()
        #expect(!state.isDrained)
        state.read([], readTo: 2)
        state.attemptEnded(LaneKey(event(1, key: "a")), .applied, now: now, using: &random)
        #expect(state.actions(now: now) == [.saveCursor(1)])
        #expect(!state.isDrained)
        state.cursorSaved(1)
        #expect(state.actions(now: now) == [])
        #expect(state.isDrained)
        #expect(state.nextWakeUp == nil)
    }

    @Test func `the outbox is read again every second though nobody wakes it`() {
        var state = fresh()
        _ = state.actions(now: now)
        state.read([], readTo: 0)
        #expect(state.actions(now: now + .milliseconds(999)) == [])
        #expect(state.nextWakeUp == now + .seconds(1))
        #expect(state.actions(now: now + .seconds(1)) == [.read(after: 0, limit: 256)])
    }
}
