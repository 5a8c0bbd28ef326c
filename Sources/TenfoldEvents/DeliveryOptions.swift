package import TenfoldResilience

/// The limits of a delivery.
package struct DeliveryOptions: Sendable {
    /// Events read at a time.
    package var batchSize = 256
    /// Events in memory of one stream.
    package var maximumInMemory = 1_024
    /// Keys of one stream that are worked on at once.
    package var concurrency = 128
    /// Attempts before an event is parked.
    package var attempts = 8
    /// The wait between attempts.
    package var backoff = Backoff(base: .milliseconds(200), cap: .seconds(10))
    /// Rows of the parked table; when it is full, delivery stops advancing.
    package var maximumParked = 10_000
    /// Followers that are parked in one transaction.
    package var parkBatchSize = 64
    /// How long an attempt may take.
    package var attemptTimeout = Duration.seconds(30)
    /// The cursor is saved no more often.
    package var cursorInterval = Duration.milliseconds(100)
    /// The outbox and the parked table are looked at this often even when nobody wakes the stream.
    package var pollInterval = Duration.seconds(1)
    /// How long events in hand may take when the delivery stops.
    package var drainGrace = Duration.seconds(10)

    package init() {}
}
