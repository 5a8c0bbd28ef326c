package import TenfoldCore

/// Tells from looks at event loops which are blocked. Pure: the caller looks, and says what time it is.
package struct BlockageDetector: Sendable {
    /// What is to be told, once each.
    package enum Finding: Equatable, Sendable {
        /// A loop has done one piece of work for longer than allowed, and still does.
        case blocked(loop: Int, work: WorkName, soFar: Duration)
        /// A blocked loop goes on; how long it was blocked, to a period.
        case ended(loop: Int, work: WorkName, total: Duration)
    }

    private struct Watched {
        var sample: LoopActivity.Sample
        var since: Duration
        /// What counts against the threshold.
        var counted = Duration.zero
        var isReported = false
    }

    private let threshold: Duration
    private let longestGap: Duration
    private var watched: [Watched?]
    private var lastLook: Duration?

    package init(loops: Int, options: LoopWatchdogOptions) {
        threshold = options.threshold
        // Where the watchdog itself did not run for longer, the process or the machine stood still, and no loop is to
        // blame for it.
        longestGap = options.period * 3
        watched = Array(repeating: nil, count: loops)
    }

    /// Takes in a look at each loop. `now` is any clock that only goes forward.
    package mutating func look(_ samples: [LoopActivity.Sample], now: Duration) -> [Finding] {
        let gap = min(now - (lastLook ?? now), longestGap)
        lastLook = now
        var findings: [Finding] = []
        for (loop, sample) in samples.enumerated() where watched.indices.contains(loop) {
            if var present = watched[loop], present.sample.isSamePiece(as: sample), let work = sample.work {
                present.counted += gap
                if present.counted > threshold, !present.isReported {
                    present.isReported = true
                    findings.append(.blocked(loop: loop, work: work, soFar: now - present.since))
                }
                watched[loop] = present
                continue
            }
            if let past = watched[loop], past.isReported, let work = past.sample.work {
                findings.append(.ended(loop: loop, work: work, total: now - past.since))
            }
            watched[loop] = sample.work == nil ? nil : Watched(sample: sample, since: now)
        }
        return findings
    }
}
