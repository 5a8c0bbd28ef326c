import FoundationEssentials
import Synchronization
import TenfoldCore

/// What happens to a stream, in the order it came.
enum StreamInput: Sendable {
    case published
    case timer
    case read(events: [StoredEvent], readTo: Int64)
    case readFailed(String)
    case attemptEnded(Attempt, DeliveryOutcome)
    case parkEnded(LaneKey, [StoredEvent], Poison?, failure: String?)
    case fetched(LaneKey, ParkedRows?)
    case cursorSaved(Int64?)
    case polled(parkedKeys: Set<LaneKey>, count: Int)
    case pollFailed(String)
    /// Events that lay behind the first `eventsRead` of this run.
    case counted(Int?, eventsRead: Int)
    case leaseLost
    case stop
    case graceIsOver
}

/// The way into a stream's loop, kept from one run of it to the next. Bounded by itself: every action under way has one
/// outcome, and wake-ups that nobody has seen yet are one.
final class StreamInbox: Sendable {
    private struct State {
        var entrance: AsyncStream<StreamInput>.Continuation?
        var hasUnseenWake = false
        var lag = EventLag()
    }

    private let state = Mutex(State())

    var lag: EventLag { state.withLock { $0.lag } }

    /// Begins a run. Its inputs go in by its own continuation, so that what an earlier run left behind does not reach
    /// it.
    func open() -> (inputs: AsyncStream<StreamInput>, entrance: AsyncStream<StreamInput>.Continuation) {
        let (inputs, entrance) = AsyncStream.makeStream(of: StreamInput.self)
        state.withLock {
            $0.entrance = entrance
            $0.hasUnseenWake = false
        }
        return (inputs, entrance)
    }

    func close() {
        let entrance = state.withLock { state in
            defer { state.entrance = nil }
            return state.entrance
        }
        entrance?.finish()
    }

    func wake() {
        let entrance = state.withLock { state in
            defer { state.hasUnseenWake = true }
            return state.hasUnseenWake ? nil : state.entrance
        }
        entrance?.yield(.published)
    }

    func wakeIsSeen() { state.withLock { $0.hasUnseenWake = false } }

    func report(_ lag: EventLag) { state.withLock { $0.lag = lag } }
}
