import Glibc
import Metrics
import Synchronization
import TenfoldTelemetry

/// Carries the children's output to one place, line by line, on a thread of its own: where nobody reads it (a stopped
/// terminal, a slow pipe), the children wait for room in their pipes, and the supervision goes on.
final class LogPump: Sendable {
    private struct Source {
        let file: FileDescriptor
        let prefix: [UInt8]
        var splitter = LineSplitter()
    }

    private struct Inbox {
        var sources: [Source] = []
        var announcements: [@Sendable () -> Void] = []
        var endsAt: Duration?
        var isOver = false
        var onEnd: CheckedContinuation<Void, Never>?
    }

    /// How many of the supervisor's own lines wait for a stalled terminal. Metric: `tenfold_up_log_lines_dropped_total`.
    private static let longestQueue = 1_024
    private static let chunk = 65_536

    private let inbox = Mutex(Inbox())
    private let wake: WakePipe
    private let sink: any LogSink

    init(sink: any LogSink) throws {
        self.sink = sink
        wake = try WakePipe()
        try DetachedThread.start { [self] in run() }
    }

    /// Carries what comes on this pipe until its end.
    func add(_ file: FileDescriptor, prefix: [UInt8]) {
        inbox.withLock { $0.sources.append(Source(file: file, prefix: prefix)) }
        wake.wake()
    }

    /// Calls this after the lines that have come before. Never waits: with a stalled terminal it is dropped in the end.
    func announce(_ body: @escaping @Sendable () -> Void) {
        let isTaken = inbox.withLock { inbox in
            guard inbox.announcements.count < Self.longestQueue else { return false }
            inbox.announcements.append(body)
            return true
        }
        if isTaken { wake.wake() } else { Counter(label: "tenfold_up_log_lines_dropped").increment() }
    }

    /// Returns when every pipe has ended and all is written, at the latest after the limit.
    func finish(within limit: Duration) async {
        await withCheckedContinuation { continuation in
            let isOver = inbox.withLock { inbox in
                if !inbox.isOver { inbox.onEnd = continuation }
                inbox.endsAt = MonotonicTime.now() + limit
                return inbox.isOver
            }
            if isOver { continuation.resume() }
            wake.wake()
        }
    }

    // MARK: The thread

    private func run() {
        var sources: [Source] = []
        var buffer = [UInt8](repeating: 0, count: Self.chunk)
        while true {
            let (new, announcements, endsAt) = inbox.withLock { inbox in
                defer { (inbox.sources, inbox.announcements) = ([], []) }
                return (inbox.sources, inbox.announcements, inbox.endsAt)
            }
            sources += new
            if let endsAt, sources.isEmpty || endsAt <= MonotonicTime.now() {
                for body in announcements { body() }
                break
            }
            let ready = wait(sources, isBusy: !announcements.isEmpty, endsAt: endsAt)
            for index in ready.reversed() where !pump(&sources[index], &buffer) { sources.remove(at: index) }
            for body in announcements { body() }
        }
        for index in sources.indices { end(&sources[index]) }
        inbox.withLock { inbox in
            inbox.isOver = true
            return inbox.onEnd.take()
        }?.resume()
    }

    /// The positions of those that have something to say.
    private func wait(_ sources: [Source], isBusy: Bool, endsAt: Duration?) -> [Int] {
        var questions = sources.map { pollfd(fd: $0.file.number, events: Int16(POLLIN), revents: 0) }
        questions.append(pollfd(fd: wake.number, events: Int16(POLLIN), revents: 0))
        // While it ends it looks at the clock, since a pipe may be held by who knows whom.
        let patience: Int32 = isBusy ? 0 : endsAt == nil ? -1 : 50
        guard poll(&questions, nfds_t(questions.count), patience) > 0 else { return [] }
        if questions[sources.count].revents != 0 { wake.drain() }
        return sources.indices.filter { questions[$0].revents != 0 }
    }

    /// One read, so that a child that never stops talking does not keep the others from it. False at the end.
    private func pump(_ source: inout Source, _ buffer: inout [UInt8]) -> Bool {
        switch source.file.read(into: &buffer) {
        case .nothingNow: return true
        case .bytes(let count):
            let cuts = source.splitter.cuts
            for line in source.splitter.split(buffer[..<count]) { write(line, source.prefix) }
            let more = source.splitter.cuts - cuts
            if more > 0 { Counter(label: "tenfold_up_log_lines_cut").increment(by: more) }
            return true
        case .end:
            end(&source)
            return false
        }
    }

    private func end(_ source: inout Source) {
        if let line = source.splitter.end() { write(line, source.prefix) }
    }

    private func write(_ line: [UInt8], _ prefix: [UInt8]) {
        sink.write(prefix + line + [UInt8(ascii: "\n")])
    }
}
