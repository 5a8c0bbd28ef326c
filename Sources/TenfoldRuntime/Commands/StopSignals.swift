import Dispatch
import Glibc
import Synchronization

/// SIGTERM and SIGINT as something to wait for. A second one ends the process at once.
final class StopSignals: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let sources: Mutex<[any DispatchSourceSignal]>

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.stream = stream
        self.continuation = continuation
        let received = SignalCount()
        sources = Mutex(
            [SIGTERM, SIGINT].map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler {
                    if received.increment() > 1 { _exit(130) }
                    continuation.yield()
                }
                source.resume()
                return source
            })
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
