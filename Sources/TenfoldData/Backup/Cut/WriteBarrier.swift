import Glibc
import TenfoldCore

/// Holds up the writers of all files for a moment, so that there is one instant that all snapshots show.
///
/// Between two processes SQLite's locks cannot be waited for in turn, only asked for: a busy writer leaves its lock free
/// for microseconds between two commits. So each lock is asked for again at once; and since writers wait meanwhile for
/// the files that are held, all are let go after a time well below a writer's patience (`SQLiteOptions.busyTimeout`).
struct WriteBarrier {
    /// How long any file is held at most.
    var longestHold = Duration.seconds(2)
    /// How long all attempts may take.
    var longestWait = Duration.seconds(30)

    /// Runs `work` while nobody can write to any of the files, which are given in one order by everybody: so two
    /// barriers wait for each other and never in a circle. `work` is told since when the first file is held, and may
    /// `release` all before its end. It runs again where it answers nil.
    func hold<Value>(
        _ files: [SnapshotFile], _ work: (_ since: ContinuousClock.Instant, _ release: () -> Void) throws -> Value?
    ) throws -> Value {
        let deadline = ContinuousClock.now + longestWait
        var last = "none"
        while ContinuousClock.now < deadline {
            defer { for file in files { file.unlock() } }
            switch try lock(files, until: deadline) {
            case .busy(let file): last = file.name
            case .held(let since):
                if let value = try work(since, { for file in files { file.unlock() } }) { return value }
            }
            // Lets those that were held up have their turn.
            for file in files { file.unlock() }
            usleep(UInt32.random(in: 20_000...60_000))
        }
        throw Fault(
            .unavailable,
            "no moment was found in \(longestWait) at which nobody writes; the last to be busy was \(last). "
                + "A migration or another backup may be under way: try again later")
    }

    private enum Outcome {
        case held(since: ContinuousClock.Instant)
        /// A file could not be had in time.
        case busy(SnapshotFile)
    }

    private func lock(_ files: [SnapshotFile], until deadline: ContinuousClock.Instant) throws -> Outcome {
        var since = ContinuousClock.now
        var limit = min(deadline, since + longestHold)
        for (number, file) in files.enumerated() {
            while try !file.tryLock() {
                guard ContinuousClock.now < limit else { return .busy(file) }
                sched_yield()
            }
            // Waiting for the first lock holds up nobody.
            if number == 0 {
                since = .now
                limit = min(deadline, since + longestHold)
            }
        }
        return .held(since: since)
    }
}
