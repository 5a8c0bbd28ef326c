import Dispatch
import Metrics
import Synchronization

/// Where lines of the access log go.
package protocol AccessLogSink: Sendable {
    /// Writes whole lines, each with its newline; called from one thread at a time, and may take its time.
    func write(_ lines: [UInt8])
}

/// A line of JSON for each request, with what its upstream took.
///
/// Lines are gathered and written by a thread of their own: a reader that does not read holds no request up. What then
/// comes to more than 4 MiB is dropped, and counted.
final class AccessLog: Sendable {
    /// Metric: `tenfold_gateway_access_log_dropped_total`.
    static let mostBytes = 4 << 20
    /// From here on lines are written without waiting for the next tick.
    private static let batchBytes = 32 << 10

    private struct State {
        var lines: [UInt8] = []
        var isWriting = false
    }

    private let sink: any AccessLogSink
    private let state = Mutex(State())
    private let dropped = Counter(label: "tenfold_gateway_access_log_dropped_total")
    private let queue = DispatchQueue(label: "tenfold.access-log")

    init(sink: any AccessLogSink) { self.sink = sink }

    func add(_ line: [UInt8]) {
        let isBatch = state.withLock { state -> Bool in
            guard state.lines.count + line.count <= Self.mostBytes else {
                dropped.increment()
                return false
            }
            state.lines += line
            return state.lines.count >= Self.batchBytes
        }
        if isBatch { flush() }
    }

    /// Has what was gathered written.
    func flush() {
        let lines = state.withLock { state -> [UInt8] in
            guard !state.isWriting, !state.lines.isEmpty else { return [] }
            state.isWriting = true
            defer { state.lines = [] }
            return state.lines
        }
        guard !lines.isEmpty else { return }
        queue.async { [self] in
            sink.write(lines)
            state.withLock { $0.isWriting = false }
        }
    }
}
