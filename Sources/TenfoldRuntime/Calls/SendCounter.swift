import Metrics
import TenfoldCore

/// What one module sends of one message: `plan` reckons from it what a split would cost.
final class SendCounter: SendMeter {
    private let counter: Counter

    init(from module: String, message: String) {
        counter = Counter(label: "tenfold_sends_total", dimensions: [("from", module), ("message", message)])
    }

    func countSend() { counter.increment() }
}
