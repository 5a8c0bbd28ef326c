package import TenfoldResilience

/// How long the supervisor waits for what.
package struct SupervisorTiming: Sendable, Hashable {
    /// A child that was heard and then is silent for this long is frozen: it is killed, since a frozen writer would
    /// hold its database. Metric: `tenfold_up_kills_total`.
    package var longestSilence: Duration = .seconds(2)
    /// How long a child may take to its first beat. Metric: `tenfold_up_kills_total`.
    package var firstBeat: Duration = .seconds(30)
    /// How long a child that was asked to stop may take. Metric: `tenfold_up_kills_total`.
    package var stopGrace: Duration = .seconds(25)
    /// How long a killed child may take to be gone, before a stop no longer waits for it.
    package var killGrace: Duration = .seconds(5)
    /// How long a replacement may take until it is ready. Metric: `tenfold_up_rolling_restarts_total`.
    package var replacementIsReady: Duration = .seconds(60)
    /// A child that was ready for this long has recovered: its failures are forgotten.
    package var recovered: Duration = .seconds(10)
    /// The waits before a child that ended is started again. Metric: `tenfold_up_restarts_total`.
    package var backoff = Backoff(base: .milliseconds(200), cap: .seconds(30))
    /// After this many failures in a row, each one more is logged as an error.
    package var failuresToComplain = 5
    /// Ticks come at least this often. Where twice this time passes between two, what is beyond it was not watched (the
    /// supervisor itself was stopped or got no processor) and counts as nobody's silence.
    package var tick: Duration = .milliseconds(250)

    package init() {}
}
