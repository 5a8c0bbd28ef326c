import Foundation

/// Long variants of tests, for `TENFOLD_SOAK=1`.
enum Soak {
    static let isOn = ProcessInfo.processInfo.environment["TENFOLD_SOAK"] == "1"
}
