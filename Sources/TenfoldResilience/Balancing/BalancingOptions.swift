/// What an `EndpointPool` is told. The defaults suit calls of milliseconds between services of one data centre.
package struct BalancingOptions: Hashable, Sendable {
    /// In what time a latency is forgotten to 1/e (Finagle's default).
    package var decay = Duration.seconds(10)
    /// For how long an endpoint that joined, or came back, gets less than its share; zero for none.
    package var slowStart = Duration.seconds(10)
    /// The share it starts with.
    package var slowStartShare = 0.1

    /// So many failures one after another eject an endpoint (Envoy's `consecutive_5xx`); `Int.max` for never.
    package var consecutiveFailures = 5
    /// For how long it is ejected: this, times how often it has been of late.
    package var ejection = Duration.seconds(30)
    /// No ejection is longer.
    package var maximumEjection = Duration.seconds(300)
    /// At most this share of the endpoints is ejected for failures, but always one if there are others.
    package var maximumEjectedShare = 0.1
    /// If a smaller share of those that can be reached is healthy, ejections are ignored (Envoy's panic threshold):
    /// then the fault is likely not theirs, and the rest would be overrun.
    package var panicBelowShare = 0.5

    /// For how long an endpoint that could not be reached gets nothing: doubling each time in a row, up to a cap.
    package var unreachable = Backoff(base: .seconds(1), cap: .seconds(30))

    /// An endpoint that was not chosen for so long is tried once, whatever it seems to cost, so that one that was slow
    /// is found to be fast again.
    package var neglect = Duration.seconds(5)
    /// At most one of so many requests is spent on that, so that it stays below the 99th percentile.
    package var requestsBetweenTries = 200

    package init() {}
}
