import Dispatch
import Synchronization

/// Holds the jobs of one transaction body for the connection's thread, which runs them.
///
/// A job that comes from another thread shows that the body waited for something foreign. Once retired, the executor
/// gives late jobs to the default pool, where the orphaned body ends without ever reaching the connection again.
final class BodyExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var hasForeignJob = false
        var isRetired = false
    }

    private let thread = ThreadIdentity.current
    private let state = Mutex(State())

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isLate = state.withLock { state in
            if state.isRetired { return true }
            if !thread.isCurrent { state.hasForeignJob = true }
            state.jobs.append(job)
            return false
        }
        if isLate { runElsewhere(job) }
    }

    /// Runs what is there to run, in order, on the connection's thread; stops when `isFinished` or when nothing is left
    /// but foreign wake-ups.
    func runJobs(until isFinished: () -> Bool) {
        while !isFinished(), let job = nextJob() {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    func retire() {
        let late = state.withLock { state in
            state.isRetired = true
            defer { state.jobs = [] }
            return state.jobs
        }
        for job in late { runElsewhere(job) }
    }

    private func nextJob() -> UnownedJob? {
        state.withLock { state in
            state.hasForeignJob || state.jobs.isEmpty ? nil : state.jobs.removeFirst()
        }
    }

    private func runElsewhere(_ job: UnownedJob) {
        DispatchQueue.global().async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
