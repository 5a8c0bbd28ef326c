import Foundation

/// Whether tests that hunt faults take their time (`make soak`).
enum Soak {
    static let isOn = ProcessInfo.processInfo.environment["TENFOLD_SOAK"] != nil

    /// Rounds, seconds or minutes: the usual number, or that of a soak.
    static func amount(_ usual: Int, soak: Int) -> Int { isOn ? soak : usual }
}
