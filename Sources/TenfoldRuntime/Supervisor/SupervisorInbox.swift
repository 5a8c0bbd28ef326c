import Synchronization

/// What other threads say to the supervisor's, and what that one shows of itself.
final class SupervisorInbox: Sendable {
    enum Item: Sendable {
        case stop
        case rollingRestart
        /// The process has ended and waits to be reaped.
        case ended(ProcessNumber)
    }

    private struct State {
        var items: [Item] = []
        var status: SupervisorStatus
    }

    private let state: Mutex<State>
    let wake: WakePipe

    init(status: SupervisorStatus) throws {
        state = Mutex(State(status: status))
        wake = try WakePipe()
    }

    func put(_ item: Item) {
        state.withLock { $0.items.append(item) }
        wake.wake()
    }

    func takeAll() -> [Item] {
        wake.drain()
        return state.withLock { state in
            defer { state.items = [] }
            return state.items
        }
    }

    var status: SupervisorStatus { state.withLock { $0.status } }

    func show(_ status: SupervisorStatus) { state.withLock { $0.status = status } }
}
