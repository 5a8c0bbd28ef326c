import FoundationEssentials
import Synchronization
import TenfoldCore
import TenfoldTelemetry

/// Keeps the lines that a handler wrote.
final class LogCapture: LogSink {
    private let kept = Mutex<[[UInt8]]>([])

    var lines: [[UInt8]] { kept.withLock { $0 } }
    var texts: [String] { lines.map { String(decoding: $0, as: UTF8.self) } }

    func write(_ line: [UInt8]) {
        kept.withLock { $0.append(line) }
    }
}

/// A clock that stands still.
struct StoppedClock: WallClock {
    var milliseconds: Int64 = 1_767_225_600_123

    func now() -> Date { Date(millisecondsSince1970: milliseconds) }
}
