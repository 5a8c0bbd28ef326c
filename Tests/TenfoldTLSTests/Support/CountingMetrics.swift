import Metrics
import Synchronization

/// Adds up counters by label and dimensions, and keeps what gauges were set to last.
final class CountingMetrics: MetricsFactory {
    private let counts = Mutex<[String: Int64]>([:])
    private let values = Mutex<[String: Double]>([:])

    func count(_ name: String) -> Int64 { counts.withLock { $0[name] ?? 0 } }
    func value(_ name: String) -> Double? { values.withLock { $0[name] } }

    private final class Count: CounterHandler {
        private let add: @Sendable (Int64) -> Void

        init(_ add: @escaping @Sendable (Int64) -> Void) { self.add = add }

        func increment(by amount: Int64) { add(amount) }

        func reset() {}
    }

    private final class Value: RecorderHandler {
        private let set: @Sendable (Double) -> Void

        init(_ set: @escaping @Sendable (Double) -> Void) { self.set = set }

        func record(_ value: Int64) { set(Double(value)) }

        func record(_ value: Double) { set(value) }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let name = "\(label){\(dimensions.map { "\($0.0)=\($0.1)" }.joined(separator: ","))}"
        return Count { amount in self.counts.withLock { $0[name, default: 0] += amount } }
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        Value { value in self.values.withLock { $0[label] = value } }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { NOOPMetricsHandler.instance }

    func destroyCounter(_ handler: any CounterHandler) {}

    func destroyRecorder(_ handler: any RecorderHandler) {}

    func destroyTimer(_ handler: any TimerHandler) {}
}
