package import TenfoldCore
package import TenfoldResilience

/// The limits and waits of durable steps.
package struct StepsSettings: Sendable {
    /// How long a run is left alone after its process was last heard of.
    package var lease: Duration = .seconds(15)
    /// How often leases are renewed.
    package var heartbeat: Duration = .seconds(5)
    /// How often due runs are looked for.
    package var recoveryInterval: Duration = .milliseconds(500)
    /// How long one resumed try may take.
    package var attemptTimeout: Duration = .seconds(60)
    /// The wait before the next try.
    package var backoff = Backoff(base: .milliseconds(500), cap: .seconds(60))
    /// After how many tries a run is set aside.
    package var maximumAttempts = 25
    /// How many runs of a shard one process resumes at a time.
    package var recoveredAtOnce = 16
    /// How long a duplicate waits for the first one's answer, where its deadline is not nearer.
    package var duplicateWait: Duration = .seconds(30)
    package var duplicateBackoff = Backoff(base: .milliseconds(10), cap: .milliseconds(500))
    package var clock: any WallClock = SystemWallClock()
    package var pacing: Pacing = .system
    /// The `traceparent` of the present call.
    package var traceparent: @Sendable () -> String? = { nil }

    package init() {}
}
