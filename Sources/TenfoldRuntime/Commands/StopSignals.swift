import Glibc
import Synchronization

/// SIGTERM and SIGINT as something to wait for. A second one ends the process at once. Once a process.
final class StopSignals: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// - Parameter hangUp: called at each SIGHUP, which then no longer ends the process.
    init(hangUp: (@Sendable () -> Void)? = nil) throws {
        (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let continuation = continuation
        let received = SignalCount()
        try CaughtSignals.handle([SIGTERM, SIGINT] + (hangUp == nil ? [] : [SIGHUP])) { number in
            if number == SIGHUP {
                hangUp?()
                return
            }
            if received.increment() > 1 { _exit(130) }
            continuation.yield()
        }
        signal(SIGPIPE, SIG_IGN)
    }

    /// As a signal does.
    func stop() { continuation.yield() }

    /// Returns when the first signal has come.
    func first() async {
        for await _ in stream { return }
    }
}

/// How many stop signals came.
private final class SignalCount: Sendable {
    private let count = Atomic(0)

    func increment() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}
