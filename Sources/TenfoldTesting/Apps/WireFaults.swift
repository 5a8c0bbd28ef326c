import Synchronization
import TenfoldCore
import TenfoldHTTP
import TenfoldRuntime

/// What goes wrong on the wire between services, in shares of all calls from 0 to 1, drawn by a seed: to be given to
/// `TestApp.start` with the topology `.overTheWire`.
///
///     var faults = WireFaults(seed: 7)
///     faults.dropAfter = 0.05
///     let app = try await TestApp.start(Shop.self, topology: .overTheWire, faults: faults)
///
/// No share may show to the app's callers: calls that may be sent again are.
public struct WireFaults: Sendable {
    /// The same seed draws the same faults for the same calls in the same order.
    public var seed: UInt64
    /// The share of calls that wait for `delay` first.
    public var delayed = 0.0
    /// How long those wait.
    public var delay = Duration.milliseconds(50)
    /// The connection breaks before the call arrives, which its caller cannot know.
    public var dropBefore = 0.0
    /// The call is carried out, and the connection breaks before the answer arrives.
    public var dropAfter = 0.0
    /// The call arrives twice; the caller gets the second answer.
    public var duplicate = 0.0
    /// The connection is reset while the call is under way: half of those are carried out, and nobody knows which.
    public var reset = 0.0
    /// The connection is refused: the caller knows that nothing arrived.
    public var refuse = 0.0

    /// No faults yet.
    public init(seed: UInt64) { self.seed = seed }
}

/// How many faults of each kind there were: a test that had none has shown nothing.
public struct WireFaultCounts: Hashable, Sendable {
    /// Calls that waited.
    public var delayed = 0
    /// Calls that were lost on their way there.
    public var droppedBefore = 0
    /// Calls whose answer was lost.
    public var droppedAfter = 0
    /// Calls that arrived twice.
    public var duplicated = 0
    /// Calls whose connection was reset.
    public var reset = 0
    /// Calls that were refused.
    public var refused = 0
}

/// Stands between the callers and the wire.
final class FaultyWire: CallInterceptor {
    private struct State {
        var random: SeededRandom
        var counts = WireFaultCounts()
    }

    private let faults: WireFaults
    private let state: Mutex<State>

    init(_ faults: WireFaults) {
        self.faults = faults
        state = Mutex(State(random: SeededRandom(seed: faults.seed)))
    }

    var counts: WireFaultCounts { state.withLock { $0.counts } }

    func send(
        to endpoint: HTTPEndpoint, _ send: @Sendable () async throws -> ClientResponse
    ) async throws -> ClientResponse {
        if draws(faults.delayed, \.delayed) { try await Task.sleep(for: faults.delay) }
        if draws(faults.refuse, \.refused) { throw HTTPClientError.cannotConnect(endpoint, "a test refuses it") }
        if draws(faults.dropBefore, \.droppedBefore) { throw HTTPClientError.connectionClosed(endpoint, .unknown) }
        if draws(faults.reset, \.reset) {
            if flipsCoin() { _ = try? await send() }
            throw HTTPClientError.connectionClosed(endpoint, .unknown)
        }
        if draws(faults.duplicate, \.duplicated) { _ = try? await send() }
        let response = try await send()
        if draws(faults.dropAfter, \.droppedAfter) { throw HTTPClientError.connectionClosed(endpoint, .unknown) }
        return response
    }

    private func flipsCoin() -> Bool { state.withLock { Bool.random(using: &$0.random) } }

    private func draws(_ share: Double, _ count: any WritableKeyPath<WireFaultCounts, Int> & Sendable) -> Bool {
        guard share > 0 else { return false }
        return state.withLock { state in
            guard Double.random(in: 0..<1, using: &state.random) < share else { return false }
            state.counts[keyPath: count] += 1
            return true
        }
    }
}
