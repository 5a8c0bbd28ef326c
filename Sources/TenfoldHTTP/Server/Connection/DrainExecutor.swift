import NIOCore
import TenfoldCore

/// Runs the jobs of a loop's connections on that loop. While it is held, jobs that become ready collect, and the holder
/// runs them before it goes on: a handler that does not suspend runs inside the read that brought its request.
// Unchecked: `first`, `jobs` and `isHeld` are touched only on the loop, which `enqueue` checks before it looks at them.
final class DrainExecutor: @unchecked Sendable {
    private struct Job {
        let job: UnownedJob
        let connection: Connection
    }

    /// What one hold runs at most; the rest goes through the loop, so that reads and timers get their turn.
    private static let drainLimit = 512

    private let loop: any EventLoop
    private let activity: LoopActivity
    /// The first that became ready; mostly it is the only one.
    // Both hold without checks of exclusive access: no job runs while they are looked at.
    @exclusivity(unchecked) private var first: Job?
    @exclusivity(unchecked) private var jobs: [Job] = []
    private var isHeld = false

    init(loop: any EventLoop, activity: LoopActivity) {
        self.loop = loop
        self.activity = activity
        jobs.reserveCapacity(64)
    }

    func enqueue(_ job: UnownedJob, of connection: Connection) {
        let job = Job(job: job, connection: connection)
        guard loop.inEventLoop else { return loop.execute { self.hold { self.run(job) } } }
        if isHeld {
            if first == nil { first = job } else { jobs.append(job) }
        } else {
            // Woken by other work of the loop, such as the answer to a remote call: once for all that it wakes.
            if jobs.isEmpty { loop.execute { self.hold {} } }
            jobs.append(job)
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

    /// Tells the watchdog, which sees only from outside, whose turn it is.
    @inline(__always)
    private func run(_ job: Job) {
        activity.begin(job.connection.work)
        job.job.runSynchronously(on: job.connection.asUnownedTaskExecutor())
        activity.end()
    }
}

/// A connection is the executor of its own task, and of the tasks that its handlers start in it: so each job is known
/// by the request that it belongs to.
extension Connection: TaskExecutor {
    nonisolated func enqueue(_ job: consuming ExecutorJob) { loop.executor.enqueue(UnownedJob(job), of: self) }
}
