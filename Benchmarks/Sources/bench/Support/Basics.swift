import Foundation
import Glibc

/// Why something could not be measured, in a sentence.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A clock that only goes forward.
enum Clock {
    static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// What a person sees while it runs.
enum Console {
    static func say(_ text: String) {
        FileHandle.standardOutput.write(Data("\(text)\n".utf8))
    }

    static func step(_ text: String) { say("   \(text)") }
}

extension Array where Element == Double {
    /// The middle one; of an even number, the mean of the middle two.
    var median: Double {
        guard !isEmpty else { return .nan }
        let sorted = sorted()
        let middle = count / 2
        return count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    /// Lowest and highest, as the tables show them.
    func range(_ format: (Double) -> String) -> String {
        guard let low = self.min(), let high = self.max() else { return "" }
        return "\(format(low)) to \(format(high))"
    }
}

/// Figures as people read them.
enum Figure {
    /// `12,345`.
    static func whole(_ value: Double) -> String {
        guard value.isFinite else { return "?" }
        var digits = String(Int64(value.rounded()).magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// Two decimals.
    static func fine(_ value: Double) -> String { value.isFinite ? String(format: "%.2f", value) : "?" }

    /// `1.62 times`.
    static func times(_ value: Double) -> String { "\(fine(value))×" }

    /// Bytes as MiB.
    static func mebibytes(_ bytes: Double) -> String { String(format: "%.1f MiB", bytes / 1_048_576) }
}
