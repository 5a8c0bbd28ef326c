/// How often a running instance has sent each message, from its metrics.
package struct SendTraffic: Sendable, Equatable {
    package struct Key: Sendable, Hashable {
        package let module: String
        package let message: String

        package init(module: String, message: String) {
            self.module = module
            self.message = message
        }
    }

    /// A counter by `from`, the sending module, and `message`.
    package static let counter = "tenfold_sends_total"
    /// Seconds since 1970.
    package static let start = "process_start_time_seconds"

    private let counts: [Key: Double]
    /// What the counts were counted in; at least a second.
    package let seconds: Double

    /// What a message was sent; 0 where the metrics do not mention it.
    package func count(of key: Key) -> Double { counts[key] ?? 0 }

    package func perSecond(of key: Key) -> Double { count(of: key) / seconds }

    /// Reads the metrics of one process, or of several one after the other: their counts are added, and the time is
    /// the oldest one's.
    ///
    /// - Parameters:
    ///   - text: the Prometheus text format.
    ///   - now: seconds since 1970, when the metrics were read.
    /// - Throws: `SendTrafficFault` where the text is not a process's metrics.
    package init(metrics text: String, now: Double) throws(SendTrafficFault) {
        var counts: [Key: Double] = [:]
        var started: Double?
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let sample = MetricSample(Substring(line)) else { continue }
            if sample.name == Self.start { started = min(started ?? sample.value, sample.value) }
            if sample.name == Self.counter, let from = sample.labels["from"], let message = sample.labels["message"] {
                counts[Key(module: from, message: message), default: 0] += sample.value
            }
        }
        guard let started else { throw .noStart }
        guard started <= now + 1 else { throw .fromTheFuture }
        self.counts = counts
        seconds = max(now - started, 1)
    }
}

/// Why metrics tell nothing about sends.
package enum SendTrafficFault: Error, Sendable, CustomStringConvertible {
    case noStart
    case fromTheFuture

    package var description: String {
        switch self {
        case .noStart:
            "expected metrics of a running instance, as its admin port gives them at /metrics; there is no "
                + "\(SendTraffic.start) in them"
        case .fromTheFuture:
            "the metrics are of a process that starts in the future; the clocks of the two machines differ"
        }
    }
}
