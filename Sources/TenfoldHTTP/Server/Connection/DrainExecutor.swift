import NIOCore

/// Runs the jobs of an event loop's tasks on that loop. While it is held, jobs that become ready collect, and the
/// holder runs them before it goes on: a handler that does not suspend runs inside the read that brought its request.
// Unchecked: `jobs` and `isHeld` are touched only on the loop, which `enqueue` checks before it looks at them.
final class DrainExecutor: TaskExecutor, @unchecked Sendable {
    /// What one hold runs at most; the rest goes through the loop, so that reads and timers get their turn.
    private static let drainLimit = 512

    private let loop: any EventLoop
    /// The first that became ready; mostly it is the only one.
    private var first: UnownedJob?
    private var jobs: [UnownedJob] = []
    private var isHeld = false

    init(loop: any EventLoop) {
        self.loop = loop
        jobs.reserveCapacity(64)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if loop.inEventLoop, isHeld {
            if first == nil { first = job } else { jobs.append(job) }
        } else {
            loop.execute { self.hold { self.run(job) } }
        }
    }

    /// Runs `body`, then the jobs that it made ready. On the loop only.
    @inline(__always)
    func hold(_ body: () -> Void) {
        loop.assertInEventLoop()
        guard !isHeld else { return body() }
        isHeld = true
        body()
        drain()
        isHeld = false
    }

    private func drain() {
        var count = 0
        while let job = first, count < Self.drainLimit {
            first = nil
            run(job)
            count += 1
        }
        if let job = first {
            first = nil
            jobs.insert(job, at: 0)
        }
        if !jobs.isEmpty { drainQueue(from: count) }
    }

    private func drainQueue(from done: Int) {
        var index = 0
        while index < jobs.count, done + index < Self.drainLimit {
            run(jobs[index])
            index += 1
            if let job = first {
                first = nil
                jobs.append(job)
            }
        }
        for job in jobs[index...] { loop.execute { self.hold { self.run(job) } } }
        jobs.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    private func run(_ job: UnownedJob) { job.runSynchronously(on: asUnownedTaskExecutor()) }
}
